import TriggerCore

/// A Python program, up and told what to do a command at a time: a start of Django costs half a second, a command next to
/// nothing.
actor PythonSession {
  private nonisolated let process: PythonProcess
  private var calls = 0

  /// - Parameter process: reads commands as `project.py` does.
  init(_ process: PythonProcess) { self.process = process }

  /// Runs a function of the program.
  /// - Returns: its answer; null for none.
  @discardableResult
  func call(_ command: String, _ arguments: DataValue...) async throws -> DataValue {
    try await call(command, arguments)
  }

  @discardableResult
  func call(_ command: String, _ arguments: [DataValue]) async throws -> DataValue {
    let number = calls
    calls += 1
    process.send(line: DataValue.array([.text(command)] + arguments).json)
    let answer = try await process.wait { output in
      let answers = output.split(separator: "\n").filter { $0.hasPrefix("=> ") }
      // The last line may be still on its way.
      return answers.count > number && output.hasSuffix("\n") ? String(answers[number].dropFirst(3)) : nil
    }
    guard let value = DataValue(json: answer) else {
      throw PythonFailure(description: "\(command) answered: \(answer)")
    }
    return value
  }

  /// Kills it without a word.
  func die() async { await process.end() }
}

extension DataValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral
{
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(dictionaryLiteral fields: (String, DataValue)...) {
    self = .object(fields.map { TriggerData.Field($0, $1) })
  }

  /// A field of an object; null where there is none.
  subscript(name: String) -> DataValue {
    guard case .object(let fields) = self else { return .null }
    return fields.first { $0.name == name }?.value ?? .null
  }

  /// The names of an object's fields.
  var names: Set<String> {
    if case .object(let fields) = self { Set(fields.map(\.name)) } else { [] }
  }

  var items: [DataValue] {
    if case .array(let values) = self { values } else { [] }
  }

  /// A text; empty for anything else.
  var text: String { if case .text(let text) = self { text } else { "" } }

  var ids: [TriggerID] { items.compactMap { if case .integer(let id) = $0 { id } else { nil } } }
}
