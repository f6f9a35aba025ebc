import TriggerCore

extension [String] {
  /// As the configuration file writes a key's path: `handlers."billing.send".timeout`.
  var keyPath: String {
    map { $0.wholeMatch(of: /[A-Za-z0-9_\-]+/) == nil ? DataValue.text($0).json : $0 }.joined(separator: ".")
  }
}
