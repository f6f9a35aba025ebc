import TerminalUI
import TriggerCore

/// A setting that is one of a few words.
protocol SettingWord: SettingValue, CaseIterable, RawRepresentable where RawValue == String {}

extension SettingWord {
  static var expected: String { allCases.map(\.rawValue).joined(separator: " or ") }

  init?(text: String) { self.init(rawValue: text) }

  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self.init(rawValue: text)
  }

  var data: DataValue { .text(rawValue) }
}

/// How failed triggers wait: the configuration's word for `Backoff`.
enum BackoffKind: String, SettingWord {
  case exponential, none
}

extension Background: SettingWord {}
