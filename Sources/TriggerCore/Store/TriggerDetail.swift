/// All that is known of one trigger.
public struct TriggerDetail: Hashable, Sendable {
  public var row: Page.Row
  /// Its own table's row or its payload, nil where it has none.
  public var data: TriggerData?
  /// The table `data` was read from; several, where they inherit from each other; nil for a payload.
  public var dataTable: String?
  /// Why its data, if it has some, can't be read; nil where nothing is in the way.
  public var dataProblem: String?
  /// Newest first, at most 100.
  public var attempts: [Attempt]
  /// `djtriggers_triggerresult`, oldest first, at most 100.
  public var results: [String]
  /// What operators did to it, newest first, at most 100.
  public var actions: [ActionRecord]
  public var at: Instant

  public init(
    row: Page.Row, data: TriggerData? = nil, dataTable: String? = nil,
    dataProblem: String? = nil, attempts: [Attempt] = [], results: [String] = [], actions: [ActionRecord] = [],
    at: Instant
  ) {
    self.row = row
    self.data = data
    self.dataTable = dataTable
    self.dataProblem = dataProblem
    self.attempts = attempts
    self.results = results
    self.actions = actions
    self.at = at
  }
}
