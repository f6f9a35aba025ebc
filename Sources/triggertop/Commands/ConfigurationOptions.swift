import ArgumentParser
import Foundation

/// What every subcommand takes to find its configuration and its queue.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The queue: a path, sqlite:PATH, postgresql://…, or a libpq string such as service=orders.",
      valueName: "queue"))
  var database: String?

  @Option(help: ArgumentHelp("The configuration file.", valueName: "path"))
  var config: String?

  @Flag(help: "Change nothing: the database session is read-only too.")
  var readOnly = false

  /// The environment's `XDG_CONFIG_HOME/triggertop/config.toml`, unless a flag names another.
  func file(environment: [String: String]) throws -> ConfigurationFile {
    if let config { return try ConfigurationFile(path: config, isRequired: true) }
    guard let directory = try? XDG.directory("XDG_CONFIG_HOME", else: ".config", environment) else {
      return try ConfigurationFile(path: "config.toml", text: "")
    }
    return try ConfigurationFile(path: directory + "/triggertop/config.toml", isRequired: false)
  }

  /// - Parameter flags: what the subcommand's own flags said.
  func configuration(_ flags: ConfigurationFlags = ConfigurationFlags()) throws -> Configuration {
    let environment = ProcessInfo.processInfo.environment
    var flags = flags
    flags.database = flags.database ?? database
    if readOnly { flags.readOnly = true }
    return try Configuration(flags: flags, environment: environment, file: file(environment: environment))
  }
}
