import Foundation
import TriggerCore

extension Optional: SettingValue where Wrapped: SettingValue {
  static var expected: String { Wrapped.expected }

  init?(text: String) {
    guard let value = Wrapped(text: text) else { return nil }
    self = .some(value)
  }

  init?(_ value: DataValue) {
    guard let value = Wrapped(value) else { return nil }
    self = .some(value)
  }

  var data: DataValue { self?.data ?? .null }
}

extension [String]: SettingValue {
  static var expected: String { "a list of texts" }

  /// A JSON array, or words separated by commas.
  init?(text: String) {
    if text.hasPrefix("["), let value = DataValue(json: text) {
      self.init(value)
    } else {
      self = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
  }

  init?(_ value: DataValue) {
    guard case .array(let items) = value else { return nil }
    let texts = items.compactMap { String($0) }
    guard texts.count == items.count else { return nil }
    self = texts
  }

  var data: DataValue { .array(map(DataValue.text)) }
}
