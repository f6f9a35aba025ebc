import TerminalUI
import TriggerCore

/// A setting that is one of a few words.
protocol SettingWord: SettingValue, CaseIterable, RawRepresentable where RawValue == String {}

extension SettingWord {
  /// `"exponential" or "none"`.
  static var choice: String {
    let words = allCases.map { "\"\($0.rawValue)\"" }
    return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }

  init(text: String) throws(Misfit) { try self.init(.text(text)) }

  init(_ value: DataValue) throws(Misfit) {
    guard case .text(let text) = value, let word = Self(rawValue: text) else {
      throw Misfit(value, expected: Self.choice)
    }
    self = word
  }

  var data: DataValue { .text(rawValue) }
}

/// How failed triggers wait: the configuration's word for `Backoff`.
enum BackoffKind: String, SettingWord {
  case exponential, none
}

extension Background: SettingWord {}
