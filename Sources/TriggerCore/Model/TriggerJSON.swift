/// A trigger as programs read it: `list --json`, `show --json`, and the line that a command handler gets.
///
/// Keys are the column names, then `state`; times are ISO 8601 UTC with microseconds, or `infinity`, `-infinity`.
///
///     {"id":7,"trigger_type":"pay_bill","source":"invoice$4411","date_received":"2026-11-23T14:02:11.000000Z",
///      "date_processed":null,"process_after":null,"number_of_tries":0,"successful":null,"state":"pending"}
public struct TriggerJSON: Hashable, Sendable {
  public var fields: [TriggerData.Field]

  /// - Parameter data: becomes `data`, which is left out where it is nil.
  public init(_ record: TriggerRecord, state: TriggerState, data: TriggerData? = nil) {
    fields = [
      .init("id", .integer(record.id)),
      .init("trigger_type", .text(record.type)),
      .init("source", record.source.map { .text($0.text) } ?? .null),
      .init("date_received", .instant(record.received)),
      .init("date_processed", record.processed.map(DataValue.instant) ?? .null),
      .init("process_after", record.after.map(DataValue.instant) ?? .null),
      .init("number_of_tries", .integer(Int64(record.tries))),
      .init("successful", record.successful.map(DataValue.bool) ?? .null),
      .init("state", .text(state.rawValue)),
    ]
    if let data { fields.append(.init("data", .object(data.fields))) }
  }

  /// A row of a list: its newest failure and who runs it stand beside the columns.
  public init(_ row: Page.Row, limits: TryLimits, at now: Instant, data: TriggerData? = nil) {
    self.init(row.record, state: row.record.state(limits: limits, now: now), data: data)
    if let error = row.lastError { fields.append(.init("last_error", Self.value(error))) }
    if let running = row.running { fields.append(.init("running", Self.value(running))) }
  }

  /// All that is known of a trigger. `data_table` is null for a payload.
  public init(_ detail: TriggerDetail, limits: TryLimits) {
    self.init(detail.row, limits: limits, at: detail.at, data: detail.data)
    if detail.data != nil { fields.append(.init("data_table", detail.dataTable.map(DataValue.text) ?? .null)) }
    if let problem = detail.dataProblem { fields.append(.init("data_problem", .text(problem))) }
    fields.append(.init("attempts", .array(detail.attempts.map(Self.value))))
    fields.append(.init("results", .array(detail.results.map(DataValue.text))))
    fields.append(.init("actions", .array(detail.actions.map(Self.value))))
  }

  /// One line, without its newline.
  public var line: String { DataValue.object(fields).json }

  private static func value(_ error: AttemptError) -> DataValue {
    .object([
      .init("type", .text(error.type)), .init("message", .text(error.message)),
      .init("backtrace", error.backtrace.map(DataValue.text) ?? .null),
    ])
  }

  private static func value(_ running: RunningMark) -> DataValue {
    .object([
      .init("kind", .text(running.kind.rawValue)),
      .init("processor", running.processor.map(DataValue.text) ?? .null),
      .init("started", running.started.map(DataValue.instant) ?? .null),
      .init("lease_until", .instant(running.leaseUntil)),
    ])
  }

  private static func value(_ attempt: Attempt) -> DataValue {
    .object([
      .init("number", .integer(Int64(attempt.number))),
      .init("started", .instant(attempt.started)),
      .init("seconds", .decimal(attempt.duration.decimalSeconds)),
      .init("outcome", .text(attempt.outcome.rawValue)),
      .init("processor", attempt.processor.map(DataValue.text) ?? .null),
      .init("error", attempt.error.map(value) ?? .null),
    ])
  }

  private static func value(_ action: ActionRecord) -> DataValue {
    .object([
      .init("at", .instant(action.at)), .init("operator", .text(action.by.name)),
      .init("host", .text(action.by.host)), .init("verb", .text(action.verb)),
    ])
  }
}

extension Duration {
  /// Seconds with exactly six decimals.
  fileprivate var decimalSeconds: String {
    let micros = microseconds.magnitude
    let fraction = String(micros % 1_000_000)
    return (microseconds < 0 ? "-" : "") + "\(micros / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}
