import TriggerCore

/// Tells of environment variables that are named as settings' variables are, and set nothing.
struct VariablesCheck: Check {
  let name = "variables"
  /// One at least.
  let unknown: [(name: String, meant: String?)]

  func run() async throws -> CheckResult {
    let names = unknown.map { name, meant in "\(name)\(meant.map { " (did you mean \($0)?)" } ?? "")" }
    return CheckResult(.warning, "Set nothing, and are ignored: \(names.joined(separator: ", ")).")
  }
}
