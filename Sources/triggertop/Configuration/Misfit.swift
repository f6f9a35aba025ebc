import TriggerCore

/// Why a value can't be a setting's.
struct Misfit: Error {
  /// The keys within the value that lead to what does not fit; mostly none.
  var path: [String] = []
  /// What follows the setting's name: `must be a whole number, not "many"`.
  var sentence: String

  init(_ sentence: String, at path: [String] = []) {
    self.sentence = sentence
    self.path = path
  }

  /// Quotes the value: not for secrets.
  init(_ value: DataValue, expected: String, at path: [String] = []) {
    self.init("must be \(expected), not \(value.quoted)", at: path)
  }
}

extension DataValue {
  /// For a sentence that refuses it.
  var quoted: String {
    switch self {
    case .null, .array, .object: kind
    case .bool, .integer, .decimal, .text, .instant: json
    }
  }

  /// What it is, for people.
  var kind: String {
    switch self {
    case .null: "nothing"
    case .bool: "true or false"
    case .integer, .decimal: "a number"
    case .text: "a text"
    case .instant: "a time"
    case .array: "a list"
    case .object: "a table"
    }
  }
}
