extension Progress {
  /// Its four columns as an object, as the journal and JSON have them.
  package var data: DataValue {
    .object([
      .init("date_processed", processed.map(DataValue.instant) ?? .null),
      .init("successful", successful.map(DataValue.bool) ?? .null), .init("number_of_tries", .integer(Int64(tries))),
      .init("process_after", after.map(DataValue.instant) ?? .null),
    ])
  }

  /// Nil for the journal of an edit, which holds data.
  package init?(journal text: String) {
    guard let columns = TriggerData(json: text) else { return nil }
    self.init(columns)
  }

  fileprivate init?(_ columns: TriggerData) {
    // A time that can't be read is not none.
    guard case .integer(let tries)? = columns["number_of_tries"], columns.isReadable("date_processed"),
      columns.isReadable("process_after")
    else { return nil }
    self.init(
      processed: columns.instant("date_processed"), successful: columns.bool("successful"), tries: Int(tries),
      after: columns.instant("process_after"))
  }
}

extension TriggerRecord {
  /// A row that was deleted; nil for the journal of anything else.
  package init?(journal text: String) {
    guard let columns = TriggerData(json: text), case .integer(let id)? = columns["id"],
      let type = columns.text("trigger_type"), let received = columns.instant("date_received"),
      let progress = Progress(columns)
    else { return nil }
    self.init(
      id: id, type: type, source: columns.text("source").map(Source.init(stored:)), received: received,
      progress: progress)
  }
}

extension TriggerData {
  fileprivate func text(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }

  fileprivate func isReadable(_ time: String) -> Bool { text(time) == nil || instant(time) != nil }

  fileprivate func instant(_ name: String) -> Instant? { text(name).flatMap(Instant.init(iso8601:)) }

  fileprivate func bool(_ name: String) -> Bool? {
    if case .bool(let value)? = self[name] { value } else { nil }
  }
}
