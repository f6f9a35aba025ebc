/// Where triggers live: what processors, operators and applications do to them. Drivers implement this; one
/// suite (`DriverContracts`) holds them all to the same rules. PROTOCOL.md has the reasons.
///
/// Calls work in batches: one statement each, whatever the batch's size. Only the columns named are written, each
/// under its guard. `now` is nil for the database's clock.
public protocol TriggerStore: TriggerReader {
  /// All or none. Ids come in the order given.
  /// - Throws: `StoreError.refused` for what the tables can't hold.
  @discardableResult
  func fire(_ triggers: [NewTrigger], now: Instant?) async throws -> [TriggerID]

  /// Takes leases on what the request selects and nobody holds; a trigger locked by a transaction is passed over, and so
  /// is what a claim of kind work is on, however long its lease is over. Each answer says how many processors were lost
  /// with the trigger before.
  func claim(_ request: ClaimRequest, now: Instant?) async throws -> [Claim]
  /// Reads the rows of claims and their data, once, under the locks; it writes nothing. What is absent from the answer
  /// was lost.
  func recheck(_ claims: [Claim], now: Instant?) async throws -> [CheckedTrigger]
  /// Writes down that the handler of this claim begins now: if its processor dies with it, that counts as a try.
  /// - Returns: false where the claim was lost or its lease is over, even if nobody took it: then it must not begin.
  func start(_ claim: Claim, now: Instant?) async throws -> Bool
  /// Renews leases, also those that ran out but that nobody took. What is absent from the answer was lost.
  func extend(_ claims: [Claim], lease: Duration, now: Instant?) async throws -> [Claim]
  /// Records ends of attempts, each answered in the order given. Each is written whole or not at all.
  func finish(_ finishes: [Finish]) async throws -> [FinishResult]
  /// Gives claims back, started or not; with `hold` they stay out of everybody's reach for that long. Either way they
  /// are lost to their holder. Lost ones are passed over. One that was taken over before stays as a hold that is over:
  /// whoever claims it next is to know.
  func release(_ claims: [Claim], hold: Duration?, now: Instant?) async throws
  /// Claims of kind work whose lease is over, of triggers that are there: of these types, or whose handler had begun.
  /// - Parameters:
  ///   - ids: of triggers that alone are meant; nil means all.
  ///   - processorID: whose own claims are left out: it knows of them.
  func expired(
    _ ids: [TriggerID]?, types: [String], besides processorID: String, limit: Int, now: Instant?
  ) async throws -> ExpiredClaims
  /// Takes claims over that are still as they were listed and still over, each under a new epoch and with one takeover
  /// more. With locks, only by whoever has theirs: a lock that is held says that its holder lives. What is absent from
  /// the answer was renewed or ended.
  func takeOver(
    _ claims: [ExpiredClaim], processorID: String, lease: Duration, now: Instant?
  ) async throws -> [TakenOver]
  /// Removes claims that keep nobody out and that nobody will end: holds and sent ones that are over, but for holds that
  /// tell of takeovers; holds on processed triggers; sent ones whose row has changed and whose sender is not heard of any
  /// more; work that is over on processed triggers, unless it was forced; those of triggers that are gone, but for work
  /// in force. Cheap: at most 1,000 a call, and a claim that somebody is at is passed over.
  func sweep(now: Instant?) async throws
  /// Removes what only tells of the past and is older than that: attempts of triggers that are processed or gone, by when
  /// they began, and operators' actions with what they did to each trigger, the oldest first. Looks at no more attempts
  /// than the limit either, since those of unprocessed triggers stay.
  /// - Parameters:
  ///   - limit: rows of all of these tables together.
  ///   - place: how far the call before came; nil begins with the oldest.
  func forget(
    olderThan age: Duration, limit: Int, after place: HistoryPlace?, now: Instant?
  ) async throws -> ForgottenHistory

  /// Registers a processor or renews its registration; the store sets `seen`.
  func heartbeat(_ processor: ProcessorRecord, now: Instant?) async throws
  /// Removes a registration.
  func retire(processorID: String) async throws
  /// When the next unprocessed trigger of these types falls due that no claim in force keeps out: a time that may be
  /// past; nil where none ever will.
  func nextDue(types: [String], now: Instant?) async throws -> Instant?

  /// Does to each target what the operation says, if its row still is as the operator saw it, and journals it in
  /// the same transaction where side tables exist. Answers in the order given. Of several reasons to leave a row alone
  /// the first of missing, running, changed, refused is told; a hold or a lease that ran out does not make it running.
  /// Where the operation ends claims of kind sent (`Operation.endsSent`), so does not lying in a Celery queue.
  ///
  /// - Parameter action: the journal's entry for an earlier part of the same action (`OperationReport.journalID`), to
  ///   which this part is added; nil makes a new one.
  func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, continuing action: JournaledAction.ID?,
    now: Instant?
  ) async throws -> OperationReport

  /// Makes or completes the side tables (in a database that triggertop made: all tables). Idempotent.
  /// - Parameter dryRun: only answer with the statements.
  /// - Returns: the statements carried out, or to be carried out.
  func migrate(dryRun: Bool) async throws -> [String]

  /// Yields whenever others may have fired; never ends while the store is open. A store that can't tell, or
  /// does not hear any more, just stays silent: processors poll as well.
  func wakeups() -> AsyncStream<Void>
}

extension TriggerStore {
  /// An action of one part.
  public func apply(
    _ operation: Operation, to targets: [Target], by operator: Operator, now: Instant?
  ) async throws -> OperationReport {
    try await apply(operation, to: targets, by: `operator`, continuing: nil, now: now)
  }
}
