@testable import triggertop

/// What a file of these lines, and flags and variables, make; the file is called config.toml.
func configuration(
  _ flags: ConfigurationFlags = ConfigurationFlags(), environment: [String: String] = [:], file: String = ""
) throws -> Configuration {
  try Configuration(flags: flags, environment: environment, file: ConfigurationFile(path: "config.toml", text: file))
}

/// What is said where that is refused, the exit code before it; nil where it is not.
func refusal(
  _ flags: ConfigurationFlags = ConfigurationFlags(), environment: [String: String] = [:], file: String = ""
) -> String? {
  do {
    _ = try configuration(flags, environment: environment, file: file)
    return nil
  } catch {
    let failure = Failure(error)
    return "\(failure.status.rawValue) \(failure.description)"
  }
}
