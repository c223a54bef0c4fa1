internal import HTTPServer
internal import JSON
internal import TossAPI

/// The calls under `/api/auth`.
package struct AccountDoor: Sendable {
    private let accounts: Accounts
    private let subscription: @Sendable (Account) async throws -> Subscriptions.Overview?

    /// Opens the door; `subscription` tells what `me` shows, nil for none.
    package init(
        _ accounts: Accounts,
        subscription: @escaping @Sendable (Account) async throws -> Subscriptions.Overview? = { _ in nil }
    ) {
        self.accounts = accounts
        self.subscription = subscription
    }

    /// Its calls.
    package var door: Door {
        Door(
            "accounts",
            endpoints: [
                Endpoint(.post, "/api/auth/register", .anyone, register),
                Endpoint(.post, "/api/auth/login", .anyone, logIn),
                Endpoint(.post, "/api/auth/logout", .account, logOut),
                Endpoint(.get, "/api/auth/me", .account, me),
            ]
        )
    }

    @Sendable private func register(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.register)
        let text = try body.text("email", 1...254)
        guard let email = EmailAddress(text) else {
            throw Problem(.invalidRequest, "email must be an e-mail address, such as name@example.com")
        }
        let password = try body.text("password", 1...PasswordRule.longest)
        if let objection = PasswordRule.objection(to: password, email: email) {
            throw Problem(.invalidRequest, objection)
        }
        let name = try body.text("name", 1...100)
        let phone = try body.optionalText("phone", 0...20)
        guard phone?.isTelephoneNumber ?? true else {
            throw Problem(.invalidRequest, "phone must be 8 to 15 digits, with + and - between if need be")
        }
        let account = try await accounts.register(
            Accounts.Registration(
                email: email,
                password: Secret(password),
                name: name,
                phone: phone,
                referralCode: try body.optionalText("referralCode", 0...50)
            ),
            from: call.source
        )
        return .json(status: 201) { json in
            json.member("id", account.id)
            json.member("email", account.email.description)
            json.member("name", account.name)
        }
    }

    @Sendable private func logIn(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.logIn)
        let email = try body.text("email", 1...254)
        let password = try body.text("password", 1...PasswordRule.longest)
        let token = try await accounts.logIn(email: email, password: Secret(password), from: call.source)
        return .json { $0.member("token", token) }
    }

    @Sendable private func logOut(_ call: EndpointCall) async throws -> Response {
        _ = try call.body()
        try await accounts.logOut(call.request)
        return .json { $0.member("success", true) }
    }

    @Sendable private func me(_ call: EndpointCall) async throws -> Response {
        let account = try call.account()
        let subscription = try await subscription(account)
        return .json { json in
            json.member("id", account.id)
            json.member("email", account.email.description)
            json.member("name", account.name)
            json.member("phone", account.phone)
            json.member("role", account.role.rawValue)
            json.member("isMember", account.memberSince != nil)
            json.member("createdAt", account.createdAt)
            json.member("lastLogin", account.lastLoginAt)
            json.member("subscriptionTier", account.tier.rawValue)
            if let subscription {
                json.member("subscription", object: subscription.writeMembers)
            } else {
                json.memberNull("subscription")
            }
        }
    }
}

extension String {
    fileprivate var isTelephoneNumber: Bool {
        let digits = utf8.count { (0x30...0x39).contains($0) }
        return (8...15).contains(digits) && utf8.allSatisfy { (0x30...0x39).contains($0) || "+- ".utf8.contains($0) }
    }
}
