import TriggerCore

extension Bool: SettingValue {
  /// Also what Python and shells write: `True`, `1`, `yes`, `on`.
  init(text: String) throws(Misfit) {
    switch text.lowercased() {
    case "true", "1", "yes", "on": self = true
    case "false", "0", "no", "off": self = false
    default: throw Misfit(.text(text), expected: "true or false")
    }
  }

  init(_ value: DataValue) throws(Misfit) {
    guard case .bool(let flag) = value else { throw Misfit(value, expected: "true or false") }
    self = flag
  }

  var data: DataValue { .bool(self) }
}

extension Int: SettingValue {
  init(text: String) throws(Misfit) {
    guard let number = Int(text, radix: 10) else { throw Misfit(.text(text), expected: "a whole number") }
    self = number
  }

  init(_ value: DataValue) throws(Misfit) {
    guard case .integer(let number) = value else { throw Misfit(value, expected: "a whole number") }
    self.init(number)
  }

  var data: DataValue { .integer(Int64(self)) }
}

extension String: SettingValue {
  init(text: String) { self = text }

  init(_ value: DataValue) throws(Misfit) {
    // It may be a secret: what it is not is told, what it is not quoted.
    guard case .text(let text) = value else { throw Misfit("must be a text in quotation marks, not \(value.kind)") }
    self = text
  }

  var data: DataValue { .text(self) }
}

extension Duration: SettingValue {
  init(text: String) throws(Misfit) { try self.init(.text(text)) }

  /// Ten years: what is longer is a mistake, and what is far longer can't be reckoned with.
  private static let longestSetting = Duration.days(520 * 7)

  init(_ value: DataValue) throws(Misfit) {
    guard case .text(let text) = value, let duration = Duration(shorthand: text) else {
      throw Misfit(value, expected: "a duration such as \"30s\", \"5m\", \"2h\" or \"1d\"")
    }
    guard duration <= Self.longestSetting else {
      throw Misfit(value, expected: "\(Self.longestSetting.shorthand) or less")
    }
    self = duration
  }

  var data: DataValue { .text(shorthand) }
}
