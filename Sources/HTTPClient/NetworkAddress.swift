#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An IPv4 or IPv6 address without a port.
@safe package struct NetworkAddress: Equatable, Sendable {
    /// Four bytes or sixteen, in network order.
    package let bytes: [UInt8]

    /// Reads an address as people write it, such as `10.0.0.1` or `fe80::1`.
    package init?(_ text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if unsafe inet_pton(AF_INET6, text, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }

    /// Reads the address out of a `sockaddr_in` or `sockaddr_in6`, or returns nil for another family.
    init?(family: Int32, socketAddress: UnsafeRawBufferPointer) {
        let range: Range<Int>
        switch family {
        case AF_INET: range = 4..<8
        case AF_INET6: range = 8..<24
        default: return nil
        }
        guard socketAddress.count >= range.upperBound else { return nil }
        bytes = unsafe Array(socketAddress[range])
    }

    /// Reads the address that stands in a URL in the place of a host's name, as libcurl understands it; nil for a name.
    ///
    /// IPv4 may be decimal, octal or hexadecimal and have fewer than four parts; IPv6 may have a zone.
    package init?(hostOf url: String) {
        guard let host = try? Destination(url).host else { return nil }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let text = isBracketed ? host.dropFirst().dropLast().prefix { $0 != "%" } : host[...]
        self.init(String(text))
    }

    /// Whether the address is this machine or a network that the Internet does not route to.
    ///
    /// Loopback, 10/8, 172.16/12, 192.168/16, `fc00::/7`, `fe80::/10`, the unspecified address (which reaches this
    /// machine), and each of the IPv4 ones mapped into IPv6. Not 169.254/16: cloud providers serve credentials there, and
    /// not where they do so in the private part of IPv6.
    package var isPrivate: Bool {
        bytes.count == 4 ? isPrivateIPv4(bytes[...]) : isPrivateIPv6 && !isMetadataService
    }

    private var isPrivateIPv6: Bool {
        let zeros = bytes.prefix { $0 == 0 }.count
        if zeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF { return isPrivateIPv4(bytes[12...]) }
        if zeros == 16 || (zeros == 15 && bytes[15] == 1) { return true }
        return bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    /// Whether a cloud serves a machine's credentials there, though the address looks private.
    private var isMetadataService: Bool {
        // AWS: fd00:ec2::254, and ::23 for pods. GCP: fd20:ce::254. Scaleway: fd00:42::42.
        let isAmazon = bytes.starts(with: [0xFD, 0x00, 0x0E, 0xC2]) && bytes[4..<14].allSatisfy { $0 == 0 }
        let others = ["fd20:ce::254", "fd00:42::42"].compactMap { NetworkAddress($0) }
        // 169.254.169.254 behind a prefix of IPv6, such as Oracle's fd00:c1::a9fe:a9fe and OpenStack's fe80::a9fe:a9fe.
        return isAmazon || others.contains(self) || bytes[12...].elementsEqual([169, 254, 169, 254])
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// The address as people write it.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "unknown address" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

private func isPrivateIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
    let first = bytes[bytes.startIndex]
    let second = bytes[bytes.startIndex + 1]
    return switch first {
    case 10, 127: true
    case 172: (16...31).contains(second)
    case 192: second == 168
    case 0: bytes.allSatisfy { $0 == 0 }
    default: false
    }
}
