internal import CommandLineProgram
internal import Merchant
internal import TossAPI

/// What `--database` takes.
let merchantDatabaseHelp =
    "SQLite file, :memory:, or postgres://user:password@host/database (default $MERCHANT_DATABASE or merchant.sqlite)"

/// A log on standard error that shows no secret.
func merchantLog(_ configuration: MerchantConfiguration, minimum: Log.Level) -> Log {
    Log(
        now: { Instant(microseconds: Int64(wallMilliseconds()) * 1000) },
        minimum: minimum,
        mask: Mask(secrets: configuration.secrets),
        sink: { complain(bytes: $0) }
    )
}

/// What the options and the environment say, and what was made up for what they leave out.
func merchantConfiguration(
    _ arguments: Arguments
) throws(UsageError) -> (configuration: MerchantConfiguration, warnings: [String]) {
    var values: [String: String] = [:]
    var options: [String: String] = [:]
    for name in MerchantConfiguration.variables { values[name] = environment(name) }
    for (option, name) in [
        ("port", "MERCHANT_PORT"), ("host", "MERCHANT_HOST"), ("mode", "MERCHANT_MODE"),
        ("database", "MERCHANT_DATABASE"),
    ] {
        if let value = arguments[option] {
            values[name] = value
            options[name] = "--\(option)"
        }
    }
    do throws(ConfigurationError) {
        return try MerchantConfiguration.read(values)
    } catch {
        // Whoever gave the option looks for it, and not for the variable.
        let problems = error.problems.map {
            ConfigurationProblem(variable: options[$0.variable] ?? $0.variable, message: $0.message)
        }
        let error = ConfigurationError(problems: problems)
        let hint = "\nTo try it out: --mode development has a default for each."
        let isUndecided = values["MERCHANT_MODE"] == nil
        throw UsageError("these settings are refused.\n\(error)\(isUndecided ? hint : "")")
    }
}
