import TerminalUI
import TriggerCore

/// A trigger's data being edited, field by field, in one line each.
struct DataForm: Hashable, Sendable {
  /// As the database has them.
  private(set) var fields: [TriggerData.Field] = []
  private(set) var cursor = 0
  /// What stands in the fields that were visited, by name.
  private var typed: [String: TextField] = [:]
  /// Fields that are to be without a value, unless something is typed.
  private var emptied: Set<String> = []

  /// The field under the cursor.
  var current: TriggerData.Field? { fields.indices.contains(cursor) ? fields[cursor] : nil }
  /// What stands in it; nil where it can't be edited in one line.
  var field: TextField? {
    guard let current, let text = current.value.line else { return nil }
    return typed[current.name] ?? TextField(text)
  }

  /// Takes the data as it is now; what was typed stays.
  mutating func take(_ data: TriggerData?) {
    fields = data?.fields ?? []
    cursor = min(cursor, max(0, fields.count - 1))
  }

  mutating func type(_ field: TextField) {
    guard let current, current.value.line != nil else { return }
    typed[current.name] = field
  }

  mutating func move(by rows: Int) { cursor = max(0, min(cursor + rows, fields.count - 1)) }

  /// Has the field be without a value, or with its old one again.
  mutating func toggleEmpty() {
    guard let current, current.value.line != nil else { return }
    typed[current.name] = nil
    guard emptied.remove(current.name) == nil else { return }
    emptied.insert(current.name)
    typed[current.name] = TextField()
  }

  /// Values as they were typed: the store reads them as the columns ask.
  var changes: [TriggerData.Field] {
    fields.compactMap { field in change(of: field).map { TriggerData.Field(field.name, $0) } }
  }

  /// Nil where the field stays as it is.
  func change(of field: TriggerData.Field) -> DataValue? {
    guard let old = field.value.line else { return nil }
    let text = typed[field.name]?.text ?? old
    if text.isEmpty, emptied.contains(field.name) { return field.value == .null ? nil : .null }
    return text == old ? nil : .text(text.withRealBreaks)
  }
}

extension DataValue {
  /// More can't be edited in one line with any comfort.
  private static let longestLine = 2_000

  /// As it is edited: text as it is, its line breaks visible, no value as nothing, the rest as JSON has it; nil for
  /// what one line can't hold without changing it.
  fileprivate var line: String? {
    let text: String
    switch self {
    case .null: return ""
    case .text(let value):
      guard !value.contains(String.visibleBreak) else { return nil }
      text = value.withVisibleBreaks
    case .instant(let instant): text = instant.iso8601
    default: text = json
    }
    guard text.utf8.count <= Self.longestLine, text.unicodeScalars.elementsEqual(text.sanitised.unicodeScalars) else {
      return nil
    }
    return text
  }
}

extension String {
  /// What stands for a line break where there is but one line.
  fileprivate static let visibleBreak: Character = "␤"

  /// Other line breaks than `\n` stay as they are.
  var withVisibleBreaks: String { replacing("\n", with: String(Self.visibleBreak)) }
  fileprivate var withRealBreaks: String { replacing(String(Self.visibleBreak), with: "\n") }
}
