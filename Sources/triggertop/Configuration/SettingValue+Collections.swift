import Foundation
import TriggerCore

extension Optional: SettingValue where Wrapped: SettingValue {
  init(text: String) throws(Misfit) { self = .some(try Wrapped(text: text)) }

  init(_ value: DataValue) throws(Misfit) { self = .some(try Wrapped(value)) }

  var data: DataValue { self?.data ?? .null }
}

extension Array: SettingValue where Element: SettingValue {
  /// A JSON array, or words separated by commas.
  init(text: String) throws(Misfit) {
    if text.hasPrefix("[") {
      guard let value = DataValue(json: text) else {
        throw Misfit(.text(text), expected: "a JSON array such as [\"…\", \"…\"], or words separated by commas")
      }
      try self.init(value)
    } else {
      self = []
      for word in text.split(separator: ",") {
        let word = word.trimmingCharacters(in: .whitespaces)
        if !word.isEmpty { append(try Element(text: word)) }
      }
    }
  }

  init(_ value: DataValue) throws(Misfit) {
    guard case .array(let items) = value else { throw Misfit(value, expected: "a list such as [\"…\", \"…\"]") }
    self = []
    for (index, item) in items.enumerated() {
      do {
        append(try Element(item))
      } catch {
        throw Misfit("element \(index + 1) \(error.sentence)")
      }
    }
  }

  var data: DataValue { .array(map(\.data)) }
}
