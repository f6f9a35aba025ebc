import Logging
import TestSupport
import Testing

@testable import TriggerCore

@Suite struct ResultLoggingTests {
  private let record = TriggerRecord(id: 1, type: "job", source: nil, received: .noon)
  private let lines = LogLines()

  @Test(
    "the serialised row has lists one item a line, whole strings, and fields with their values",
    arguments: [
      (TriggerResult.text("whole"), "whole"), (.list(["a", "b"]), "a\nb"),
      (["paid": .integer(5), "to": .text("ann")], "paid: 5\nto: ann"),
    ] as [(TriggerResult, String)])
  func serialised(result: TriggerResult, row: String) throws {
    #expect(try rows("DatabaseSerializeLogger", result) == [row])
  }

  @Test(
    "the plain row is text, or JSON",
    arguments: [
      (TriggerResult.text("whole"), "whole"), (.list(["a", "b"]), #"["a","b"]"#),
      (["paid": .integer(5)], #"{"paid":5}"#),
    ] as [(TriggerResult, String)])
  func plain(result: TriggerResult, row: String) throws { #expect(try rows("DatabaseLogger", result) == [row]) }

  @Test("flaw 8: a nil result is nobody's business")
  func none() throws { #expect(try rows("DatabaseLogger", nil) == []) }

  @Test("the plain log writes a line and no row")
  func log() throws {
    #expect(try rows("PythonLogger", "paid") == [])
    #expect(lines.texts(at: .info) == ["paid"])
  }

  @Test("the base class logs nothing")
  func base() throws {
    #expect(try rows("TriggerLogger", "paid") == [])
    #expect(lines.texts(at: .info) == [])
  }

  @Test("a type's own logger comes before the one for all, the application's beside the library's")
  func chosen() throws {
    let logging = try ResultLogging("DatabaseLogger", byType: ["job": "mine"], loggers: ["mine": Mine()])
    #expect(logging.rows(for: "x", of: record, logger: lines.logger) == ["mine"])
    let other = TriggerRecord(id: 1, type: "other", source: nil, received: .noon)
    #expect(logging.rows(for: "x", of: other, logger: lines.logger) == ["x"])
  }

  @Test("flaw 9: an unknown logger is found out before anything runs")
  func unknown() {
    let error = #expect(throws: InvalidInput.self) { try ResultLogging("FileLogger") }
    #expect(
      error?.description == "There is no result logger \"FileLogger\"; there are DatabaseLogger, "
        + "DatabaseSerializeLogger, PythonLogger, TriggerLogger.")
  }

  private func rows(_ slug: String, _ result: TriggerResult?) throws -> [String] {
    try ResultLogging(slug).rows(for: result, of: record, logger: lines.logger)
  }

  private struct Mine: ResultLogger {
    func rows(for result: TriggerResult, of record: TriggerRecord, logger: Logger) -> [String] { ["mine"] }
  }
}
