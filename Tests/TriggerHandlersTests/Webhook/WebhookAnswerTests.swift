import Testing
import TriggerCore

@testable import TriggerHandlers

@Suite("A webhook's answer") struct WebhookAnswerTests {
  let now = Instant(iso8601: "2026-11-23T14:00:00Z") ?? .infinity

  @Test(
    "that says later names the time in seconds or as a date",
    arguments: [
      (503, "120", "2026-11-23T14:02:00.000000Z"),
      (429, "Mon, 23 Nov 2026 15:00:00 GMT", "2026-11-23T15:00:00.000000Z"),
      (503, "Monday, 23-Nov-26 15:00:00 GMT", "2026-11-23T15:00:00.000000Z"),
      (503, "Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000000Z"),
      (503, "Mon Nov 23 15:00:00 2026", "2026-11-23T15:00:00.000000Z"),
      (503, "Thu Dec  1 15:00:00 2022", "2022-12-01T15:00:00.000000Z"),
      (425, nil, "2026-11-23T14:01:00.000000Z"), (503, "soon", "2026-11-23T14:01:00.000000Z"),
      (503, "", "2026-11-23T14:01:00.000000Z"), (503, "-5", "2026-11-23T14:01:00.000000Z"),
      (503, "Mon, 30 Feb 2026 15:00:00 GMT", "2026-11-23T14:01:00.000000Z"),
    ])
  func later(status: Int, retryAfter: String?, expected: String) {
    #expect {
      try WebhookAnswer(status: status, retryAfter: retryAfter, body: "").result(now: now)
    } throws: {
      ($0 as? ProcessLater)?.time.iso8601 == expected
    }
  }

  @Test(
    "puts a trigger off by 7 days at most",
    arguments: ["604801", "99999999999999", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
  func longestDelay(retryAfter: String) {
    #expect(throws: ProcessLater(at: now + .days(7))) {
      try WebhookAnswer(status: 429, retryAfter: retryAfter, body: "").result(now: now)
    }
  }

  @Test("that is an error or a redirect is a failed try", arguments: [301, 400, 404, 500, 504])
  func failed(status: Int) {
    #expect { try WebhookAnswer(status: status, retryAfter: nil, body: "no").result(now: now) } throws: {
      ($0 as? AttemptError)?.type == "HTTP \(status)"
    }
  }

  @Test("with nothing in it is a success without a result")
  func empty() throws {
    #expect(try WebhookAnswer(status: 204, retryAfter: nil, body: " \n").result(now: now) == nil)
  }
}
