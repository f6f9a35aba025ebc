import TriggerCore

extension ScreenContext {
  /// What this program or a living processor has handlers for; nil while that is not known, or only Python's workers,
  /// which are not visible, can be at work.
  var servedTypes: Set<String>? {
    guard let overview = data.overview else { return nil }
    let others = overview.processors.filter { $0.isAlive(at: now) }.flatMap(\.types)
    let types = Set(others + (data.processor?.types ?? []))
    return types.isEmpty && mayHavePython ? nil : types
  }

  /// Who would run due triggers of these types: `this program, web3:411`, `nobody is seen for send_mail`.
  func runners(of types: [String]) -> String {
    guard let overview = data.overview else { return "not known yet who works on this queue" }
    let others = overview.processors.filter {
      $0.isAlive(at: now) && $0.state == .running && data.processor?.ownIDs.contains($0.id) != true
    }
    let own = data.processor.flatMap { $0.state == .running ? $0 : nil }
    let named = others.filter { $0.types.contains(where: types.containsExactly) }.map(\.name)
    let names = ownNames(own, for: types) + named
    let unserved = types.filter { type in
      own?.types.containsExactly(type) != true && !others.contains { $0.types.containsExactly(type) }
    }
    var parts =
      names.isEmpty ? [] : [names.enumerated().filter { $0.offset < 3 }.map(\.element).joined(separator: ", ")]
    if names.count > 3 { parts[0] += " and \(names.count - 3) more" }
    if !unserved.isEmpty { parts.append(nobody(for: unserved, hasOthers: !names.isEmpty)) }
    return parts.joined(separator: "; ")
  }

  private func ownNames(_ own: ProcessorStatus?, for types: [String]) -> [String] {
    guard let own else { return [] }
    let sent = own.sending?.types ?? []
    let runsSome = own.types.contains { types.containsExactly($0) && !sent.containsExactly($0) }
    return (runsSome ? [WaitContext.ownName] : [])
      + (types.contains(where: sent.containsExactly) ? ["Celery's workers, to whom this program sends"] : [])
  }

  private func nobody(for types: [String], hasOthers: Bool) -> String {
    let whose = hasOthers || types.count == 1 ? " for \(types.prefix(3).joined(separator: ", "))" : ""
    let more = hasOthers && types.count > 3 ? " and \(types.count - 3) more types" : ""
    let hint = data.processor?.state == .off ? " (the processor of this program is off)" : ""
    return mayHavePython
      ? "nobody seen\(whose)\(more)\(hint), unless a Python worker does: they are not visible"
      : "nobody\(whose)\(more)\(hint)"
  }
}
