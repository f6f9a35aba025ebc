/// Where a setting's value came from.
enum Origin: Hashable, Sendable, CustomStringConvertible {
  /// The flag's name, dashes included.
  case flag(String)
  /// The variable's name.
  case environment(String)
  /// The configuration file, the key's path in it, and the line on which the key stands.
  case file(String, key: String, line: Int?)
  case byDefault

  /// As `triggertop config` tells it.
  var description: String {
    switch self {
    case .flag(let name): "flag \(name)"
    case .environment(let name): "environment \(name)"
    case .file(_, let key, let line): line.map { "file line \($0), \(key)" } ?? "file, \(key)"
    case .byDefault: "default"
    }
  }

  /// As a refusal begins.
  var place: String {
    switch self {
    case .flag(let name): name
    case .file(let file, let key, let line): "\(file)\(line.map { ", line \($0)" } ?? ""): \(key)"
    case .environment, .byDefault: description
    }
  }

  var isFlag: Bool { if case .flag = self { true } else { false } }
}
