import TriggerCore

/// Whether every configured handler could be started.
struct HandlersCheck: Check {
  let name = "handlers"
  let handlers: [String: HandlerConfiguration]
  let limits: TryLimits

  func run() async throws -> CheckResult {
    if handlers.isEmpty { return CheckResult(.good, "None is configured.") }
    let errors = handlers.sorted { $0.key < $1.key }.compactMap { _, handler -> String? in
      do {
        _ = try handler.handler(limits: limits)
        return nil
      } catch { return "\(error)" }
    }
    guard errors.isEmpty else { return CheckResult(.failed, errors.joined(separator: " ")) }
    return CheckResult(.good, "\(handlers.keys.sorted().joined(separator: ", ")) can be started.")
  }
}
