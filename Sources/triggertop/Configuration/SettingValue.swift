import TriggerCore

/// A type that settings can have.
protocol SettingValue: Sendable {
  /// What is expected, for the sentence that refuses something else: "a whole number".
  static var expected: String { get }

  /// From a flag or an environment variable.
  init?(text: String)

  /// From the configuration file.
  init?(_ value: DataValue)

  /// As the configuration file could say it; `triggertop config --json` prints it.
  var data: DataValue { get }
}
