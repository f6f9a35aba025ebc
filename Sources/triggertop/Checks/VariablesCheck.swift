import TriggerCore

/// Whether environment variables that are named as settings' variables are do set something.
struct VariablesCheck: Check {
  let name = "variables"
  let unknown: [(name: String, meant: String?)]

  func run() async throws -> CheckResult {
    guard !unknown.isEmpty else { return CheckResult(.good, "All set something.") }
    let names = unknown.map { name, meant in "\(name)\(meant.map { " (did you mean \($0)?)" } ?? "")" }
    return CheckResult(.warning, "Set nothing, and are ignored: \(names.joined(separator: ", ")).")
  }
}
