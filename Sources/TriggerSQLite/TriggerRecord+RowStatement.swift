import TriggerCore

extension RowStatement {
  func instant(_ column: Int32) throws(Unexpected) -> Instant? {
    guard let bytes = try bytes(column) else { return nil }
    if let instant = Instant(storedBytes: bytes) { return instant }
    guard let text = try text(column), let instant = Instant(stored: text) else { throw Unexpected() }
    return instant
  }

  /// Of four columns from that one on: `Progress.columns`.
  func progress(from column: Int32) throws(Unexpected) -> Progress {
    Progress(
      processed: try instant(column), successful: try integer(column + 3).map { $0 != 0 },
      tries: Int(try integer(column + 2) ?? 0), after: try instant(column + 1))
  }

  /// Of a row that starts with `TriggerRecord.columns`.
  func record() throws(Unexpected) -> TriggerRecord {
    guard let id = try integer(0), let received = try instant(3) else { throw Unexpected() }
    return TriggerRecord(
      id: id, type: try text(1) ?? "", source: try text(2).map(Source.init(stored:)), received: received,
      progress: try progress(from: 4))
  }
}

extension Progress {
  /// In the order in which they stand in `TriggerRecord.columns`.
  static let columns = "t.date_processed, t.process_after, t.number_of_tries, t.successful"
}

extension Instant {
  /// Reads what `storedText` writes of ordinary years; nil for all else, which `init(stored:)` may know.
  init?(storedBytes bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 19 || bytes.count == 26, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let year = bytes.number(0..<4), let month = bytes.number(5..<7), let day = bytes.number(8..<10),
      let hour = bytes.number(11..<13), let minute = bytes.number(14..<16), let second = bytes.number(17..<19),
      hour < 24, minute < 60, second < 60, (2...9_998).contains(year),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var fraction: Int64 = 0
    if bytes.count == 26 {
      guard bytes[19] == UInt8(ascii: "."), let digits = bytes.number(20..<26) else { return nil }
      fraction = digits
    }
    self.init(date: date, seconds: hour * 3_600 + minute * 60 + second, microseconds: fraction)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Nil where one of the bytes is no digit.
  fileprivate func number(_ places: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for place in places {
      let digit = self[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }
}
