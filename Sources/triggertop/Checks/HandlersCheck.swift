import TriggerCore

/// Whether every configured handler could be started here.
struct HandlersCheck: Check {
  let name = "handlers"
  let configuration: Configuration

  func run() async throws -> CheckResult {
    let handlers = configuration.handlers
    if !configuration.types.value.isEmpty { _ = try configuration.chosenHandlers() }
    if handlers.isEmpty { return CheckResult(.good, "None is configured.") }
    let errors = handlers.sorted { $0.key < $1.key }.compactMap { _, handler -> String? in
      do {
        _ = try handler.handler(limits: configuration.limits)
        return nil
      } catch { return "\(error)" }
    }
    guard errors.isEmpty else { return CheckResult(.failed, errors.joined(separator: " ")) }
    let types = handlers.keys.sorted().map(\.text.orEmptyMark)
    return CheckResult(.good, "\(types.joined(separator: ", ")) can be started.")
  }
}
