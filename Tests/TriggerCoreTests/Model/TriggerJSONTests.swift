import Testing
import TriggerCore

@Suite struct TriggerJSONTests {
  @Test("a record's keys are the column names, then its state; times are UTC with microseconds")
  func record() throws {
    let received = try #require(Instant(iso8601: "2026-11-23T14:02:11.000005Z"))
    let record = TriggerRecord(
      id: 7, type: "pay_bill", source: ["invoice", 4411], received: received,
      progress: Progress(tries: 2, after: .infinity))
    #expect(
      TriggerJSON(record, state: .failing).line
        == """
        {"id":7,"trigger_type":"pay_bill","source":"invoice$4411","date_received":"2026-11-23T14:02:11.000005Z",\
        "date_processed":null,"process_after":"infinity","number_of_tries":2,"successful":null,"state":"failing"}
        """)
  }

  @Test("data stands under its own key, and nothing in it can break the line")
  func data() throws {
    let record = TriggerRecord(id: 1, type: "t", source: nil, received: Instant(microseconds: 0))
    let data = TriggerData(fields: [
      .init("note", .text("a\n\"b\"\\\u{1B}[2Jé")), .init("amount", .decimal("12.50")),
      .init("odd", .decimal("NaN")), .init("list", .array([.null, .bool(true), .integer(-1)])),
    ])
    let line = TriggerJSON(record, state: .pending, data: data).line
    #expect(
      line.hasSuffix(
        #","data":{"note":"a\n\"b\"\\\u001b[2Jé","amount":12.50,"odd":"NaN","list":[null,true,-1]}}"#))
    #expect(!line.contains("\n"))
  }

  @Test("a detail's data stands beside the table it came from, or why it can't be read")
  func dataTable() {
    let start = Instant(microseconds: 0)
    let row = Page.Row(record: TriggerRecord(id: 1, type: "t", source: nil, received: start))
    let data = TriggerData(fields: [.init("amount", .integer(5))])
    for (detail, part) in [
      (
        TriggerDetail(row: row, data: data, dataTable: "app_t", at: start),
        #""data":{"amount":5},"data_table":"app_t","#
      ),
      (TriggerDetail(row: row, data: data, at: start), #""data":{"amount":5},"data_table":null,"#),
      (TriggerDetail(row: row, dataProblem: "in app_t", at: start), #""data_problem":"in app_t","#),
    ] {
      #expect(TriggerJSON(detail, limits: TryLimits()).line.contains(part))
    }
    #expect(!TriggerJSON(TriggerDetail(row: row, at: start), limits: TryLimits()).line.contains("data_"))
  }

  @Test("a detail brings attempts, results and what operators did")
  func detail() throws {
    let start = Instant(microseconds: 0)
    let record = TriggerRecord(id: 1, type: "t", source: nil, received: start, progress: Progress(tries: 1))
    let error = AttemptError(type: "BankTimeout", message: "no answer")
    let detail = TriggerDetail(
      row: Page.Row(
        record: record, lastError: error,
        running: RunningMark(kind: .work, processor: "web3:7", started: nil, leaseUntil: start)),
      attempts: [
        Attempt(
          number: 1, started: start, duration: .milliseconds(1_500), outcome: .failed, processor: "web3:7", error: error
        )
      ], results: ["ok"],
      actions: [
        ActionRecord(at: start, by: Operator(name: "ann", host: "desk"), verb: "retry", before: nil, after: nil)
      ],
      at: start)
    let line = TriggerJSON(detail, limits: TryLimits()).line
    #expect(line.contains(#""state":"failing""#))
    #expect(line.contains(#""last_error":{"type":"BankTimeout","message":"no answer","backtrace":null}"#))
    #expect(line.contains(#""running":{"kind":"work","processor":"web3:7","started":null,"#))
    #expect(line.contains(#""attempts":[{"number":1,"started":"2000-01-01T00:00:00.000000Z","seconds":1.500000,"#))
    #expect(line.contains(#""results":["ok"],"actions":[{"at":"2000-01-01T00:00:00.000000Z","operator":"ann","#))
  }
}
