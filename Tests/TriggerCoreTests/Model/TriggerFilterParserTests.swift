import Testing
import TriggerCore

@Suite struct TriggerFilterParserTests {
  @Test(
    "a term means what it says",
    arguments: [
      ("", TriggerFilter()),
      ("  pay   4411 ", TriggerFilter(words: ["pay", "4411"])),
      ("\"two words\"", TriggerFilter(words: ["two words"])),
      ("\"a:b\"", TriggerFilter(words: ["a:b"])),
      ("\"say \\\"hi\\\"\"", TriggerFilter(words: ["say \"hi\""])),
      ("state:failed,warned", TriggerFilter(states: [.failed, .warned])),
      ("state:failed state:warned", TriggerFilter(states: [.failed, .warned])),
      ("type:pay_bill", TriggerFilter(types: [.exactly("pay_bill")])),
      ("type:pay*,send_mail", TriggerFilter(types: [.prefix("pay"), .exactly("send_mail")])),
      ("type:\"pay*\"", TriggerFilter(types: [.exactly("pay*")])),
      ("source:~text", TriggerFilter(sources: [.contains("text")])),
      ("source:~\"user 17\"", TriggerFilter(sources: [.contains("user 17")])),
      ("source:\"a,b\",c", TriggerFilter(sources: [.exactly("a,b"), .exactly("c")])),
      ("source:\"~x\"", TriggerFilter(sources: [.exactly("~x")])),
      ("source:invoice$4411", TriggerFilter(sources: [.exactly("invoice$4411")])),
      ("id:88120", TriggerFilter(ids: [88_120...88_120])),
      ("id:-5", TriggerFilter(ids: [-5 ... -5])),
      ("id:-7--5,2", TriggerFilter(ids: [-7 ... -5, 2...2])),
      ("id:1,100-200", TriggerFilter(ids: [1...1, 100...200])),
      ("id:>9223372036854775806", TriggerFilter(ids: [Int64.max...Int64.max])),
      ("tries:>3", TriggerFilter(tries: 4...Int.max)),
      ("tries:>=3", TriggerFilter(tries: 3...Int.max)),
      ("tries:<3", TriggerFilter(tries: Int.min...2)),
      ("tries:<=3", TriggerFilter(tries: Int.min...3)),
      ("tries:<0", TriggerFilter(tries: Int.min ... -1)),
      ("tries:-1", TriggerFilter(tries: -1 ... -1)),
      ("tries:-3--1", TriggerFilter(tries: -3 ... -1)),
      ("type:\"\"", TriggerFilter(types: [.exactly("")])),
      ("type:\"\",pay*", TriggerFilter(types: [.exactly(""), .prefix("pay")])),
      ("source:\"\"", TriggerFilter(sources: [.exactly("")])),
      ("type:\"\"a", TriggerFilter(types: [.exactly("a")])),
      ("pay \"\"", TriggerFilter(words: ["pay"])),
      ("tries:2-4", TriggerFilter(tries: 2...4)),
      ("within:1h30m", TriggerFilter(within: .minutes(90))),
      (
        "bill state:failing type:pay* tries:>1",
        TriggerFilter(states: [.failing], types: [.prefix("pay")], tries: 2...Int.max, words: ["bill"])
      ),
    ])
  func meaning(text: String, expected: TriggerFilter) throws {
    let filter = try TriggerFilterParser.parse(text)
    #expect(filter == expected)
    #expect(try TriggerFilterParser.parse(filter.text) == filter, "\(filter.text) reads back")
  }

  @Test(
    "an error names the bad term and what is allowed",
    arguments: [
      ("state:faild", ["\"state:faild\"", "faild", "failed, succeeded"]),
      ("pay stat:failed", ["\"stat:failed\"", "\"stat\"", "state, type, source, id, tries"]),
      ("http://x", ["there is no field \"http\"", "in quotes"]),
      ("type:", ["\"type:\"", "a value is missing"]),
      ("type:a,", ["\"type:a,\"", "a value is missing"]),
      ("type:a*b", ["\"type:a*b\"", "only stand at the end"]),
      ("tries:many", ["\"tries:many\"", "\"many\" is no number"]),
      ("tries:1,2", ["\"tries:1,2\"", "only one"]),
      ("tries:1 tries:2", ["\"tries:2\"", "only one"]),
      ("tries:4-2", ["\"tries:4-2\"", "is empty"]),
      ("tries:<-9223372036854775808", ["is empty"]),
      ("state:\"\"", ["there is no state \"\""]),
      ("tries:>99999999999999999999", ["is no number"]),
      ("id:>9223372036854775807", ["is empty"]),
      ("id:>1-2", ["is no number or range"]),
      ("within:soon", ["\"within:soon\"", "within:24h"]),
      ("\"open", ["closing"]),
    ])
  func refusal(text: String, parts: [String]) {
    let error = #expect(throws: InvalidInput.self) { try TriggerFilterParser.parse(text) }
    for part in parts { #expect(error?.description.contains(part) == true, "\(error?.description ?? "") has \(part)") }
  }
}
