import TriggerCore

/// What became of every trigger that an operation was asked for.
struct OperationOutcome: Sendable {
  var entries: [OperationReport.Entry]

  var status: ExitStatus {
    let done = entries.count { $0.result == .done }
    return done == 0 ? .negative : done == entries.count ? .done : .inPart
  }

  /// `3 done, 1 changed`: the result words of DESIGN.
  func summary(of operation: Operation) -> String {
    if entries.isEmpty { return "\(operation.verb): nothing matched" }
    let counts = Dictionary(grouping: entries, by: \.result.word).mapValues(\.count)
    let words = ["done", "changed", "missing", "running", "refused"].compactMap { word in
      counts[word].map { "\($0) \(word)" }
    }
    return "\(operation.verb): " + words.joined(separator: ", ")
  }

  /// A line for each that was not done, with the reason.
  var exceptions: [String] {
    entries.compactMap { entry in
      switch entry.result {
      case .done: nil
      case .changed: "\(entry.id): changed meanwhile, left alone"
      case .missing: "\(entry.id): there is no such trigger"
      case .running(let mark): "\(entry.id): running on \(mark.processor ?? "an unknown processor"), left alone"
      case .refused(let why): "\(entry.id): \(why)"
      }
    }
  }

  /// Says what became of each, and how well it went.
  func print(of operation: Operation, json: Bool) -> ExitStatus {
    if json {
      for entry in entries { Console.line(self.json(entry)) }
    } else {
      Console.line(summary(of: operation))
      for line in exceptions { Console.note(line) }
    }
    return status
  }

  private func json(_ entry: OperationReport.Entry) -> String {
    var fields = [TriggerData.Field("id", .integer(entry.id)), TriggerData.Field("result", .text(entry.result.word))]
    if case .refused(let why) = entry.result { fields.append(.init("reason", .text(why))) }
    if let before = entry.before { fields.append(.init("before", before.progress.data)) }
    if let after = entry.after { fields.append(.init("after", after.progress.data)) }
    return DataValue.object(fields).json
  }
}
