import TriggerCore

/// The flags, the environment and the file, asked for one setting after another.
///
/// It remembers what was asked for, so that in the end it can tell which keys of the file nobody knows.
struct SettingSources {
  private let environment: [String: String]
  private let file: ConfigurationFile
  private var known: Set<[String]> = []
  /// Everything asked for so far.
  private(set) var lines: [ConfigurationLine] = []

  init(environment: [String: String], file: ConfigurationFile) {
    self.environment = environment
    self.file = file
  }

  /// The value in force: flag, else environment, else file, else default.
  /// - Parameter flag: the flag's name and what was given, if it was.
  mutating func value<Value>(_ key: SettingKey<Value>, flag: (name: String, value: Value?)? = nil) throws
    -> Setting<Value>
  {
    let setting = try find(key, flag)
    lines.append(ConfigurationLine(key, setting))
    return setting
  }

  private mutating func find<Value>(_ key: SettingKey<Value>, _ flag: (name: String, value: Value?)?) throws
    -> Setting<Value>
  {
    // Known even where a flag or a variable comes first.
    let inFile = fileValue(key)
    if let flag, let value = flag.value {
      try check(value, key, named: flag.name)
      return Setting(value: value, origin: .flag(flag.name))
    }
    for name in key.variables {
      guard let text = environment[name], !text.isEmpty else { continue }
      guard let value = Value(text: text) else {
        let given = key.secrecy == .open ? "\"\(text)\"" : "its value"
        throw ConfigurationError("The environment variable \(name) must be \(Value.expected), not \(given).")
      }
      try check(value, key, named: "The environment variable \(name)")
      return Setting(value: value, origin: .environment(name))
    }
    guard let (path, given) = inFile else { return Setting(value: key.defaultValue, origin: .byDefault) }
    guard let value = Value(given) else {
      throw ConfigurationError("\(file.place(of: path)): \(path) must be \(Value.expected), not \(given.kind).")
    }
    try check(value, key, named: "\(file.place(of: path)): \(path)")
    return Setting(value: value, origin: .file(key: path, line: file.line(of: path)))
  }

  private mutating func fileValue<Value>(_ key: SettingKey<Value>) -> (path: String, value: DataValue)? {
    let paths = [key.path] + [key.djangoName].compactMap { $0.map { [$0] } }
    known.formUnion(paths)
    return paths.compactMap { path in lookUp(path).map { (path.joined(separator: "."), $0) } }.first
  }

  private func lookUp(_ path: [String]) -> DataValue? {
    path.reduce(.object(file.root)) { value, name in
      guard case .object(let fields) = value else { return nil }
      return TriggerData(fields: fields)[name]
    }
  }

  /// The names of the tables within a table of the file: the handlers' types.
  func tables(in path: String...) -> [String] {
    guard case .object(let fields) = lookUp(path) else { return [] }
    return fields.compactMap { if case .object = $0.value { $0.name } else { nil } }
  }

  private func check<Value>(_ value: Value, _ key: SettingKey<Value>, named name: String) throws {
    if let refusal = key.refusal(value) { throw ConfigurationError("\(name) \(refusal).") }
  }

  /// Refuses the first key of the file that nothing asked for.
  func refuseUnknownKeys() throws { try refuseUnknown(in: file.root, under: []) }

  private func refuseUnknown(in fields: [TriggerData.Field], under parent: [String]) throws {
    for field in fields {
      let path = parent + [field.name]
      if known.contains(path) { continue }
      let name = path.joined(separator: ".")
      guard known.contains(where: { $0.starts(with: path) }) else {
        let names = known.map { $0.joined(separator: ".") }
        let hint = name.closest(in: names).map { "did you mean \($0)?" } ?? "triggertop config lists those there are."
        throw ConfigurationError("\(file.place(of: name)): no setting is called \(name); \(hint)")
      }
      guard case .object(let inner) = field.value else {
        throw ConfigurationError("\(file.place(of: name)): \(name) must be a table, not \(field.value.kind).")
      }
      try refuseUnknown(in: inner, under: path)
    }
  }
}

extension DataValue {
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
