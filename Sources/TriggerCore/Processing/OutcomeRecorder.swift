/// Records ends of attempts, a batch at a time, and decides again where a row was changed meanwhile.
struct OutcomeRecorder {
  /// What became of an end.
  enum Fate {
    /// Written.
    case recorded(Transition)
    /// The claim is somebody else's by now, or the trigger is gone.
    case stale
    /// Somebody else brought the row to an end meanwhile.
    case overtaken
    /// The row was another each time; left as it is.
    case contended
    /// Somebody else's transaction has the row locked; the claim is kept.
    case busy
    /// Not written, for a reason of its own or of the database's; the claim is kept.
    case refused(StoreError)
  }

  struct Report {
    var settled: [(ending: Ending, fate: Fate)] = []
    /// To be sent again once the store answers.
    var open: [Ending] = []
    var outage: StoreError?

    mutating func add(_ other: Report) {
      settled += other.settled
      open += other.open
      outage = outage ?? other.outage
    }
  }

  var store: any TriggerStore
  var lifecycle: Lifecycle
  var clock: any ProcessorClock
  /// From 0 to 1.
  var jitter: @Sendable () -> Double

  /// How often a row may change under our hands before it is left alone.
  private static let rounds = 5
  private static let ignored = StoreError.failed(
    "The row is left as it is, without an error: a trigger of the table djtriggers_trigger keeps it so.", .row)

  /// - Parameter isStubborn: the same batch failed several times though the store answers: it is halved, as if a row
  ///   were to blame.
  func record(_ endings: [Ending], isStubborn: Bool = false) async -> Report {
    var report = Report(open: endings)
    for _ in 0..<Self.rounds where !report.open.isEmpty {
      let open = report.open
      report.open = []
      report.add(await send(open, isStubborn))
      if let outage = report.outage { return isStubborn ? report.blamed(outage) : report }
    }
    report.settled += report.open.map { ($0, $0.isIgnored ? Fate.refused(Self.ignored) : Fate.contended) }
    report.open = []
    return report
  }

  /// One round. A batch that the store refuses is halved until the one to blame stands alone.
  private func send(_ endings: [Ending], _ isStubborn: Bool) async -> Report {
    var report = Report()
    var sent: [(ending: Ending, transition: Transition)] = []
    for ending in endings {
      let now = ending.lease.clock.now(clock.uptime)
      if let transition = ending.transition(by: lifecycle, now: now, jitter: jitter()) {
        sent.append((ending, transition))
      } else {
        report.settled.append((ending, .overtaken))
      }
    }
    guard !sent.isEmpty else { return report }
    do {
      let results = try await store.finish(sent.map(finish))
      for ((ending, transition), result) in zip(sent, results) {
        switch result {
        case .recorded: report.settled.append((ending, .recorded(transition)))
        case .changed(let record):
          var again = ending
          again.isIgnored = record.progress == ending.record.progress
          again.record = record
          report.open.append(again)
        case .busy: report.settled.append((ending, .busy))
        case .stale:
          do {
            report.settled.append((ending, try await isWritten(ending) ? .recorded(transition) : .stale))
          } catch {
            // Not known, which is not to say that it does not stand there.
            report.open.append(ending)
            report.outage = StoreError(error)
          }
        }
      }
    } catch {
      report.add(await refused(sent, StoreError(error), isStubborn))
    }
    return report
  }

  private func finish(_ ending: Ending, _ transition: Transition) -> Finish {
    Finish(
      claim: ending.lease.claim, seen: ending.record.progress, progress: transition.progress,
      attempt: transition.attempt, results: ending.extent == .whole ? ending.results : [],
      keepsTakeovers: ending.isLoss)
  }

  private func refused(
    _ sent: [(ending: Ending, transition: Transition)], _ error: StoreError, _ isStubborn: Bool
  ) async -> Report {
    if error.fault == .passing, error.isOutage || !isStubborn || sent.count == 1 {
      let open = sent.map { ending, transition in
        var ending = ending
        ending.doubtful = transition.progress
        return ending
      }
      return Report(open: open, outage: error)
    }
    guard sent.count == 1, var only = sent.first?.ending else {
      let middle = sent.count / 2
      var report = await send(sent[..<middle].map(\.ending), isStubborn)
      report.add(await send(sent[middle...].map(\.ending), isStubborn))
      return report
    }
    guard only.leaveOut(because: error) else { return Report(settled: [(only, .refused(error))]) }
    return await send([only], isStubborn)
  }

  /// Whether what an unanswered try wanted to write stands in the row.
  private func isWritten(_ ending: Ending) async throws -> Bool {
    guard let doubtful = ending.doubtful else { return false }
    return try await store.records(ids: [ending.record.id]).first?.progress == doubtful
  }
}

extension OutcomeRecorder.Report {
  /// After a batch was halved: what failed alone while others were recorded is to blame itself. As it stands where
  /// nothing was recorded.
  fileprivate func blamed(_ error: StoreError) -> OutcomeRecorder.Report {
    guard !error.isOutage, settled.contains(where: \.fate.isRecorded) else { return self }
    return OutcomeRecorder.Report(settled: settled + open.map { ($0, .refused(error)) })
  }
}

extension OutcomeRecorder.Fate {
  var isRecorded: Bool { if case .recorded = self { true } else { false } }

  /// The claim is still ours and has to be given back.
  var leavesClaim: Bool {
    switch self {
    case .recorded, .stale, .busy, .refused: false
    case .overtaken, .contended: true
    }
  }
}
