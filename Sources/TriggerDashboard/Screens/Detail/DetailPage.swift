import TerminalUI
import TriggerCore

/// Everything about one trigger as lines, sections in the order in which an operator asks.
struct DetailPage {
  private static let errorLines = 6
  private static let limit = 20_000
  /// Of a value of the data, unless all is wanted.
  private static let shortLimit = 1_000

  private let detail: TriggerDetail
  private let context: ScreenContext
  /// Errors and data in full length.
  private let isWhole: Bool
  /// UTF-8 bytes that may yet be shown whole.
  private var wholeLeft: Int
  private var text: TextLines

  /// - Parameter wholeLimit: UTF-8 bytes that are shown whole at most: a page is wrapped anew with each frame.
  init(
    _ detail: TriggerDetail, in context: ScreenContext, isWhole: Bool, width: Int, wholeLimit: Int = 100_000
  ) {
    self.detail = detail
    self.context = context
    self.isWhole = isWhole
    wholeLeft = wholeLimit
    text = TextLines(width: width)
    writeSummary()
    writeAttempts()
    writeData()
    writeResults()
    writeClaim()
    writeActions()
  }

  var lines: [[Span]] { text.lines }
  var plainText: String { text.plainText }

  /// How many lines of a text are shown.
  private mutating func lines(of text: String) -> Int {
    guard isWhole, text.utf8.count <= wholeLeft else { return Self.errorLines }
    wholeLeft -= text.utf8.count
    return .max
  }

  private var record: TriggerRecord { detail.row.record }
  private var state: TriggerState { record.state(limits: context.limits, now: context.now) }
  private var times: TimeFormat { context.times }
}

// MARK: - Summary

extension DetailPage {
  private mutating func writeSummary() {
    let why = context.why(detail.row)
    text.field(why.heading, why.sentence, why.heading == "RUNS" ? .running : Role(state))
    if let error = newestError { text.field("ERROR", error, .failing) }
    text.blank()
    text.field("type", record.type.orEmpty.text, record.type.isEmpty ? .muted : .text)
    text.field("source", sourceText, record.source?.text.isEmpty == false ? .text : .muted)
    text.field("state", "\(state.rawValue), \(record.tries) of \(context.limits.error) tries", Role(state))
    text.field("received", times.full(record.received))
    text.field("due", dueText)
    text.field("processed", record.processed.map(times.full) ?? "not yet", record.processed == nil ? .muted : .text)
    text.field(
      "limits",
      "warned above \(context.limits.warning) tries, given up at \(context.limits.error) (\(context.limitsOrigin));"
        + " other workers' may differ", .muted)
  }

  /// Of what has not succeeded since: when, where and the first line of it.
  private var newestError: String? {
    guard state != .succeeded, let attempt = detail.attempts.first(where: { $0.error != nil }),
      let error = attempt.error
    else { return nil }
    let place = attempt.processor.map { " on \($0)" } ?? ""
    let line = error.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return "\(error.type) \(times.time(attempt.started))\(place) after \(attempt.duration.runTime): "
      + line.capped(at: 200)
  }

  private var sourceText: String {
    guard let source = record.source else { return "none" }
    return source.parts.count > 1
      ? "\(source.text)  (\(source.parts.joined(separator: ", ")))" : source.text.orEmpty.text
  }

  private var dueText: String {
    record.after.map(times.full) ?? "at once: it has no time of its own"
  }
}

// MARK: - What was tried

extension DetailPage {
  private mutating func writeAttempts() {
    if let refusal = context.data.facts?.sideTablesRefusal {
      text.heading("ATTEMPTS", "not readable")
      text.text(refusal, role: .warned)
      return
    }
    guard context.hasSideTables else {
      text.heading("ATTEMPTS", "not recorded")
      text.text(
        "This database has no triggertop tables: errors of past attempts are stored nowhere. `triggertop migrate`"
          + " makes the tables; attempts by triggertop's processors are recorded from then on.", role: .muted)
      return
    }
    text.heading("ATTEMPTS", attemptsNote)
    for attempt in detail.attempts { write(attempt) }
  }

  private var attemptsNote: String {
    switch detail.attempts.count {
    case 0 where record.tries > 0: "none recorded; \(counted(record.tries, "try", plural: "tries")) by other workers"
    case 0: "none yet"
    case 100...: "the newest 100"
    case 1: "one recorded"
    case let count: "\(count) recorded, newest first"
    }
  }

  private mutating func write(_ attempt: Attempt) {
    let place = attempt.processor.map { " on \($0)" } ?? ""
    let run = "\(times.full(attempt.started)) for \(attempt.duration.runTime)\(place)"
    text.field("\(attempt.number) \(attempt.outcome.rawValue)", run, Role(attempt.outcome))
    guard let error = attempt.error else { return }
    let whole = "\(error.type): \(error.message)".capped(at: Self.limit)
    text.text(whole, indent: 4, limit: lines(of: whole))
    if let backtrace = error.backtrace?.capped(at: Self.limit) {
      text.text(backtrace, indent: 4, role: .muted, limit: lines(of: backtrace))
    }
  }
}

extension Role {
  fileprivate init(_ outcome: Attempt.Outcome) {
    self =
      switch outcome {
      case .succeeded: .succeeded
      case .later: .scheduled
      case .failed: .failed
      }
  }
}

// MARK: - What it carries, holds and went through

extension DetailPage {
  private mutating func writeData() {
    if let problem = detail.dataProblem {
      text.heading("DATA", "not readable")
      text.text(problem, role: .danger)
    }
    guard let data = detail.data, !data.fields.isEmpty else { return }
    text.heading("DATA", detail.dataTable ?? "payload")
    let labelWidth = (data.fields.map(\.name.displayWidth).max() ?? 0) + 2
    let limit = isWhole ? Self.limit : Self.shortLimit
    var isCut = false
    for field in data.fields {
      let value = field.value.shown(limit: limit)
      isCut = isCut || value.isCut
      text.field(field.name, value.text, field.value == .null ? .muted : .text, labelWidth: min(labelWidth, 24))
    }
    if isCut, let line = CommandLine.line("show", ["\(record.id)"], in: context) {
      text.text("The whole of it: \(line)", role: .muted)
    }
  }

  private mutating func writeResults() {
    guard !detail.results.isEmpty else { return }
    text.heading("RESULTS", detail.results.count < 100 ? "" : "the first 100")
    for result in detail.results {
      let result = result.capped(at: Self.limit)
      text.text(result, limit: lines(of: result))
    }
  }

  private mutating func writeClaim() {
    let wait = context.waitContext(for: record.id)
    guard detail.row.running != nil || wait.lock != nil else { return }
    text.heading("HELD BY")
    if let mark = detail.row.running {
      text.field("claim", (context.hold(on: detail.row) ?? mark).text(at: context.now), .running)
      text.field("lease", "until \(times.full(mark.leaseUntil))")
    }
    if let holder = wait.lock { text.field("lock", holder.text(times, age: wait.lockAge), .running) }
  }

  private mutating func writeActions() {
    guard !detail.actions.isEmpty else { return }
    text.heading("OPERATORS", detail.actions.count < 100 ? "newest first" : "the newest 100")
    for action in detail.actions {
      text.field(action.verb, "\(times.full(action.at)) by \(action.by.name)@\(action.by.host)\(change(of: action))")
    }
  }

  private func change(of action: ActionRecord) -> String {
    if let before = action.dataBefore, let after = action.dataAfter { return change(from: before, to: after) }
    guard let before = action.before, let after = action.after else { return "" }
    var changes: [String] = []
    if before.tries != after.tries { changes.append("tries \(before.tries) → \(after.tries)") }
    if before.after != after.after { changes.append("due \(due(before)) → \(due(after))") }
    if before.processed != nil, after.processed == nil { changes.append("unprocessed again") }
    return changes.isEmpty ? "" : ": " + changes.joined(separator: ", ")
  }

  private func change(from before: TriggerData, to after: TriggerData) -> String {
    let changes = after.fields.filter { before[$0.name] != $0.value }.map { field in
      "\(field.name) \((before[field.name] ?? .null).json(limit: 40)) → \(field.value.json(limit: 40))"
    }
    return changes.isEmpty ? "" : ": " + changes.joined(separator: ", ")
  }

  private func due(_ progress: Progress) -> String { progress.after.map { times.clock($0) } ?? "at once" }
}
