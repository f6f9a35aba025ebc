import TriggerCore

/// The flags, the environment and the file, asked for one setting after another.
///
/// It remembers what was asked for, so that in the end it can tell which keys of the file nobody knows.
struct SettingSources {
  private let environment: [String: String]
  private let file: ConfigurationFile
  private var known: Set<[String]> = []
  private var knownVariables: Set<String> = []
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
    knownVariables.formUnion(key.variables)
    if let flag, let value = flag.value {
      if let refusal = key.refusal(value) { throw Failure(.usage, "\(flag.name) \(refusal).") }
      return Setting(value: value, origin: .flag(flag.name))
    }
    for name in key.variables {
      guard let text = environment[name], !text.isEmpty else { continue }
      do {
        return try checked(Value(text: text), key, from: .environment(name))
      } catch let misfit as Misfit {
        let inner = misfit.path.isEmpty ? "" : "\(misfit.path.keyPath) "
        throw ConfigurationError(at: .environment(name), inner + misfit.sentence)
      }
    }
    guard let (path, given) = inFile else { return Setting(value: key.defaultValue, origin: .byDefault) }
    do {
      return try checked(Value(given), key, from: origin(of: path))
    } catch let misfit as Misfit {
      throw ConfigurationError(at: origin(of: path + misfit.path), misfit.sentence)
    }
  }

  private func checked<Value>(_ value: Value, _ key: SettingKey<Value>, from origin: Origin) throws -> Setting<Value> {
    if let refusal = key.refusal(value) { throw ConfigurationError(at: origin, refusal) }
    return Setting(value: value, origin: origin)
  }

  private mutating func fileValue<Value>(_ key: SettingKey<Value>) -> (path: [String], value: DataValue)? {
    let paths = [key.path] + [key.djangoName].compactMap { $0.map { [$0] } }
    known.formUnion(paths)
    return paths.compactMap { path in lookUp(path).map { (path, $0) } }.first
  }

  private func lookUp(_ path: [String]) -> DataValue? {
    path.reduce(.object(file.root)) { value, name in
      guard case .object(let fields) = value else { return nil }
      return TriggerData(fields: fields)[name]
    }
  }

  /// Where a key stands in the file.
  func origin(of path: [String]) -> Origin { file.origin(of: path) }

  /// The names of the tables within a table of the file: the handlers' types. The keys in each are its own business.
  mutating func tables(in name: String) throws -> [String] {
    known.insert([name])
    guard let value = lookUp([name]) else { return [] }
    guard case .object(let fields) = value else {
      throw ConfigurationError(
        at: origin(of: [name]), "must be a table with others in it, such as [\(name).pay_bill], not \(value.quoted)")
    }
    for field in fields {
      let path = [name, field.name]
      guard case .object = field.value else {
        throw ConfigurationError(
          at: origin(of: path), "must be one table, under the header [\(path.keyPath)], not \(field.value.quoted)")
      }
    }
    return fields.map(\.name)
  }

  /// Refuses the first key of a table that nothing asked for.
  /// - Parameter table: empty for all of the file.
  func refuseUnknownKeys(in table: [String] = []) throws {
    guard case .object(let fields) = lookUp(table) else { return }
    for field in fields {
      let path = table + [field.name]
      if known.contains(path) { continue }
      guard known.contains(where: { $0.starts(with: path) }) else {
        let remedy = suggestion(for: path).map { "did you mean \($0)?" } ?? "triggertop config lists those there are."
        throw ConfigurationError("\(origin(of: path).place): there is no such setting; \(remedy)")
      }
      guard case .object = field.value else {
        throw ConfigurationError(
          at: origin(of: path), "must be a table, under the header [\(path.keyPath)], not \(field.value.quoted)")
      }
      try refuseUnknownKeys(in: path)
    }
  }

  /// Those that are named as settings' variables are and belong to none, each with the name that was likely meant.
  var unknownVariables: [(name: String, meant: String?)] {
    ["DJTRIGGERS_", "TRIGGERTOP_"].flatMap { prefix in
      // Without what they have in common, which would make them all alike.
      let names = knownVariables.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      let unknown = environment.keys.filter { $0.hasPrefix(prefix) && !knownVariables.contains($0) }
      return unknown.sorted().map { ($0, String($0.dropFirst(prefix.count)).closest(in: names).map { prefix + $0 }) }
    }
  }

  /// The known key that is most likely meant: one of the same table, else the same name in another, else any.
  private func suggestion(for path: [String]) -> String? {
    let (table, name) = (path.dropLast(), path[path.count - 1])
    let siblings = Set(known.filter { $0.count >= path.count && $0.starts(with: table) }.map { $0[table.count] })
    if let sibling = name.closest(in: siblings) { return (table + [sibling]).keyPath }
    let namesakes = known.filter { $0.last == name }.map(\.keyPath)
    return namesakes.count == 1 ? namesakes.first : path.keyPath.closest(in: known.map(\.keyPath))
  }
}
