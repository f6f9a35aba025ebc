/// What an operator can ask for by a key; a dialog makes an `Operation` of it.
enum ActionKind: String, Hashable, Sendable, CaseIterable {
  case retry, reschedule, delete
}
