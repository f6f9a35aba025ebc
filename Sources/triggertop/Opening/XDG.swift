import Foundation

/// The user's directories as the XDG base directory specification names them.
enum XDG {
  /// - Parameter fallback: below the home directory.
  static func directory(_ variable: String, else fallback: String, _ environment: [String: String]) -> String {
    // The specification has relative paths ignored.
    if let path = environment[variable], path.hasPrefix("/") { return path }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return home + "/" + fallback
  }
}
