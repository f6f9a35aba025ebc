import TriggerCore

extension Bool: SettingValue {
  static var expected: String { "true or false" }

  /// Also what Python and shells write: `True`, `1`, `yes`, `on`.
  init?(text: String) {
    switch text.lowercased() {
    case "true", "1", "yes", "on": self = true
    case "false", "0", "no", "off": self = false
    default: return nil
    }
  }

  init?(_ value: DataValue) {
    guard case .bool(let flag) = value else { return nil }
    self = flag
  }

  var data: DataValue { .bool(self) }
}

extension Int: SettingValue {
  static var expected: String { "a whole number" }

  init?(text: String) { self.init(text) }

  init?(_ value: DataValue) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }

  var data: DataValue { .integer(Int64(self)) }
}

extension String: SettingValue {
  static var expected: String { "a text" }

  init?(text: String) { self = text }

  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }

  var data: DataValue { .text(self) }
}

extension Duration: SettingValue {
  static var expected: String { "a duration such as 30s, 5m, 2h or 1d" }

  init?(text: String) { self.init(shorthand: text) }

  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self.init(shorthand: text)
  }

  var data: DataValue { .text(shorthand) }
}
