/// Where a setting's value came from.
enum Origin: Hashable, Sendable, CustomStringConvertible {
  /// The flag's name, dashes included.
  case flag(String)
  /// The variable's name.
  case environment(String)
  /// The key's path in the configuration file, and the line it stands on where that could be told.
  case file(key: String, line: Int?)
  case byDefault

  var description: String {
    switch self {
    case .flag(let name): "flag \(name)"
    case .environment(let name): "environment \(name)"
    case .file(let key, let line): line.map { "file line \($0), \(key)" } ?? "file, \(key)"
    case .byDefault: "default"
    }
  }
}
