import TriggerCore

/// Whether every configured handler could be started here.
struct HandlersCheck: Check {
  let name = "handlers"
  let configuration: Configuration
  /// Handled by this program itself, beside what is configured.
  var ownTypes: [String] = []

  func run() async throws -> CheckResult {
    let handlers = configuration.handlers
    if !configuration.types.value.isEmpty { _ = try configuration.chosenHandlers() }
    if handlers.isEmpty {
      return CheckResult(.good, ownTypes.isEmpty ? "None is configured." : "\(list(ownTypes)) run in this program.")
    }
    let errors = handlers.sorted { $0.key < $1.key }.compactMap { _, handler -> String? in
      do {
        _ = try handler.handler(limits: configuration.limits)
        return nil
      } catch { return "\(error)" }
    }
    guard errors.isEmpty else { return CheckResult(.failed, errors.joined(separator: " ")) }
    return CheckResult(.good, "\(list(handlers.keys.map(\.text) + ownTypes)) can be started.")
  }

  private func list(_ types: [String]) -> String { types.sorted().map(\.orEmptyMark).joined(separator: ", ") }
}
