import TerminalUI
import TriggerCore

/// Who works on the queue, as lines.
struct ProcessorsPage {
  private let context: ScreenContext
  private var text: TextLines

  init(in context: ScreenContext, width: Int) {
    self.context = context
    text = TextLines(width: width)
    writeOwn()
    guard let overview = context.data.overview else {
      text.heading("PROCESSORS", context.data.facts == nil ? "reading…" : "not read yet")
      writeStuckLocks()
      return
    }
    writeOthers(overview)
    writeClaims(overview)
    writeStuckLocks()
    writeUnserved(overview)
  }

  var lines: [[Span]] { text.lines }
  private var now: Instant { context.now }
}

// MARK: - This program's

extension ProcessorsPage {
  private mutating func writeOwn() {
    guard let own = context.data.processor else {
      return text.heading("THIS PROGRAM", "has no processor: no handlers are configured or built in")
    }
    text.heading("THIS PROGRAM")
    text.field("state", stateText(own), Role(own.state))
    if let trouble = own.trouble { text.field("trouble", trouble, .danger) }
    text.field("types", own.types.isEmpty ? "none" : own.types.joined(separator: ", "))
    if !own.onlySends {
      text.field("slots", "\(own.runs.count) of \(own.concurrency) at work")
      text.field("recorded", "\(own.succeeded.grouped) succeeded, \(own.failed.grouped) failed since it was started")
    }
    if let sending = own.sending {
      text.field(
        "to Celery",
        "\(sending.sent.grouped) sent to its queue \(sending.queue), \(sending.outstanding.grouped) outstanding")
    }
    guard !own.runs.isEmpty else { return }
    text.table(
      [
        Column("RUNS", minimum: 8, ideal: 10, alignment: .right, importance: 5),
        Column("TYPE", minimum: 8, ideal: 20, importance: 4),
        Column("SOURCE", minimum: 6, ideal: 20, importance: 2),
        Column("TRY", minimum: 5, importance: 3),
        Column("FOR", minimum: 6, alignment: .right, importance: 6),
      ],
      own.runs.map { run in
        [
          Span("\(run.id)", .running), Span(run.type), Span(run.source?.text ?? "–"),
          Span("\(run.tries + 1)/\(context.limits.error)"), Span(now.since(run.started).long, .running),
        ]
      })
  }

  private func stateText(_ own: ProcessorStatus) -> String {
    switch own.state {
    case .off where !own.runs.isEmpty: "off; it only runs what was asked for by name"
    case .off: own.onlySends ? "off; nothing is sent from here" : "off; nothing is run from here"
    case .running: own.onlySends ? "running: sends to Celery, whose workers run it" : "running"
    case .paused: "paused: takes no new triggers"
    case .draining: "draining: finishes what runs, then stops"
    }
  }
}

extension Role {
  fileprivate init(_ state: ProcessorStatus.State) {
    self =
      switch state {
      case .off: .muted
      case .running: .running
      case .paused, .draining: .warned
      }
  }
}

// MARK: - All others

extension ProcessorsPage {
  private mutating func writeOthers(_ overview: ProcessorOverview) {
    let others = overview.processors.filter { context.data.processor?.ownIDs.contains($0.id) != true }
    let alive = others.count { $0.isAlive(at: now) }
    let python = context.mayHavePython ? "; Python workers are not visible" : ""
    guard context.hasSideTables else {
      return text.heading("OTHERS", "not known: \(context.lackOfSideTables)\(python)")
    }
    text.heading("OTHERS", others.isEmpty ? "none\(python)" : "\(alive) alive, \(others.count - alive) dead\(python)")
    guard !others.isEmpty else { return }
    text.table(
      [
        Column("PROCESSOR", minimum: 12, ideal: 20, importance: 9),
        Column("STATE", minimum: 8, importance: 7),
        Column("BEAT", minimum: 6, alignment: .right, importance: 8),
        Column("RUNS", minimum: 5, alignment: .right, importance: 6),
        Column("SINCE", minimum: 6, alignment: .right, importance: 4),
        Column("TYPES", minimum: 8, ideal: 20, maximum: .max, importance: 5),
      ],
      others.map(cells))
  }

  private func cells(_ processor: ProcessorRecord) -> [Span] {
    let isAlive = processor.isAlive(at: now)
    let sends = processor.concurrency == 0 && processor.state == .running
    let state = isAlive ? sends ? "sends" : processor.state.rawValue : "dead"
    let role: Role = !isAlive ? .danger : processor.state == .running ? .running : .warned
    return [
      Span(processor.name, isAlive ? .text : .muted), Span(state, role),
      Span(now.since(processor.seen).short, isAlive ? .text : .danger),
      Span("\(processor.inFlight)" + (processor.concurrency == 0 ? "" : "/\(processor.concurrency)")),
      Span(now.since(processor.since).short, .muted),
      Span(processor.types.joined(separator: " "), isAlive ? .text : .muted),
    ]
  }

  /// What others hold; what runs here stands above.
  private mutating func writeClaims(_ overview: ProcessorOverview) {
    let (now, own) = (now, context.data.processor?.ownIDs ?? [])
    let held = overview.claims.filter { claim in
      claim.mark.isHeld(at: now) && !(claim.processorID.map(own.contains) ?? false)
    }
    if !held.isEmpty {
      text.heading("HELD BY OTHERS", counted(held.count, "trigger"))
      writeTable(of: held) { mark in
        mark.started.map { now.since($0).long } ?? (mark.kind == .sent ? "sent" : "waits")
      }
    }
    let orphaned = overview.orphaned
    guard !orphaned.isEmpty else { return }
    text.heading(
      "ORPHANED", "\(counted(orphaned.count, "claim")) past the lease: a living processor takes them over")
    writeTable(of: orphaned) { now.since($0.leaseUntil).long }
  }

  private mutating func writeTable(of claims: [ClaimedTrigger], time: (RunningMark) -> String) {
    text.table(
      [
        Column("ID", minimum: 8, ideal: 10, alignment: .right, importance: 9),
        Column("TYPE", minimum: 8, ideal: 20, importance: 7),
        Column("PROCESSOR", minimum: 10, ideal: 20, importance: 6),
        Column("FOR", minimum: 6, alignment: .right, importance: 8),
      ],
      claims.map { claim in
        [
          Span("\(claim.id)"), Span(claim.type), Span(holder(of: claim)),
          Span(time(claim.mark)),
        ]
      })
  }

  private func holder(of claim: ClaimedTrigger) -> String {
    guard claim.mark.kind == .sent else { return claim.mark.processor ?? "not registered" }
    return "Celery\(claim.mark.processor.map { ", by \($0)" } ?? "")"
  }

  private mutating func writeStuckLocks() {
    guard context.facilities.findsStuckLocks else { return }
    let age = "longer than \(StuckLock.suspiciousAge.short)"
    switch context.data.stuckLocks {
    case nil: text.heading("STUCK LOCKS", "searching…")
    case .failure(let error):
      text.heading("STUCK LOCKS", "not known")
      text.text(error.description, role: .danger)
    case .success(let found) where found.locks.locks.isEmpty:
      let scope = found.locks.isComplete ? "" : " among those that were looked at"
      text.heading("STUCK LOCKS", "none held \(age)\(scope)")
    case .success(let found):
      let atLeast = found.locks.isComplete ? "" : "≥ "
      text.heading(
        "STUCK LOCKS",
        "\(atLeast)\(found.locks.locks.count) held \(age)\(ofUnknownAge(found)), without an end: their workers may be gone"
      )
      text.table(
        [
          Column("ID", minimum: 8, ideal: 10, alignment: .right, importance: 9),
          Column("TYPE", minimum: 8, ideal: 20, importance: 7),
          Column("HELD BY", minimum: 10, ideal: 20, importance: 6),
          Column("FOR", minimum: 6, alignment: .right, importance: 8),
          Column("SINCE", minimum: 12, ideal: 20, importance: 3),
        ],
        found.locks.locks.map { cells($0, type: found.types[$0.id]) })
    }
  }

  private func ofUnknownAge(_ found: FoundLocks) -> String {
    found.locks.locks.contains { $0.holder.since == nil } ? " or of unknown age" : ""
  }

  private func cells(_ lock: StuckLock, type: String?) -> [Span] {
    [
      Span("\(lock.id)"), type.map { Span($0) } ?? Span("gone", .muted),
      Span(lock.holder.place ?? "not known"), Span(lock.holder.since.map { now.since($0).long } ?? "?", .warned),
      Span(lock.holder.since.map { context.times.clock($0) } ?? "not known", .muted),
    ]
  }

  /// Types that wait and that no processor seen here has a handler for.
  private mutating func writeUnserved(_ overview: ProcessorOverview) {
    guard let counts = context.data.counts else { return }
    let served =
      overview.processors.filter { $0.isAlive(at: now) }.flatMap(\.types)
      + (context.data.processor?.types ?? [])
    let unserved = counts.types.filter { !served.contains($0.type) }
    guard !unserved.isEmpty else { return }
    let note = context.mayHavePython ? "no processor seen here handles them; Python may" : "nobody handles them"
    let isPart = counts.scanned < 1
    text.heading("TYPES WITHOUT HANDLER", note + (isPart ? "; not all that waits was looked at" : ""))
    let labelWidth = (unserved.map(\.type.displayWidth).max() ?? 0) + 2
    for type in unserved {
      let waiting = type.states.filter { $0.key.isUnprocessed }.map(\.value)
      let total = waiting.reduce(Tally(0), +)
      let oldest = type.oldestDue.map { ", oldest due for \(isPart ? "≥" : "")\(now.since($0).long)" } ?? ""
      text.field(type.type, "\(total.text) waiting\(oldest)", labelWidth: min(labelWidth, 24))
    }
  }
}
