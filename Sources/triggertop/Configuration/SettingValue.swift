import TriggerCore

/// A type that settings can have.
protocol SettingValue: Sendable {
  /// From a flag or an environment variable.
  init(text: String) throws(Misfit)

  /// From the configuration file.
  init(_ value: DataValue) throws(Misfit)

  /// As the configuration file could say it; `triggertop config --json` prints it.
  var data: DataValue { get }
}
