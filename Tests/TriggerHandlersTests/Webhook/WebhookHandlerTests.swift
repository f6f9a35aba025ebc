import Foundation
import Logging
import TestSupport
import Testing
import TriggerCore

@testable import TriggerHandlers

@Suite("A webhook", .waiting) struct WebhookHandlerTests {
  let context = ProcessContext(
    record: TriggerRecord(id: 7, type: "pay_bill", source: ["invoice", 4411], received: Instant(microseconds: 5)),
    data: TriggerData(fields: [.init("amount", .integer(5))]), logger: Logger(label: "test"))

  func run(_ server: CannedServer, secret: String? = nil, limit: Duration = .seconds(10)) async throws -> TriggerResult?
  {
    try await WebhookHandler(address: "http://127.0.0.1:\(server.port)/hook", timeLimit: limit, secret: secret)
      .run(context)
  }

  @Test("gets the trigger as JSON with its data, signed where a secret is set; its answer is the result")
  func posts() async throws {
    let began = time(nil)
    let server = CannedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npaid\n")
    #expect(try await run(server, secret: "key") == "paid")
    let request = await server.request
    #expect(request.hasPrefix("POST /hook HTTP/1.1\r\n"))
    #expect(request.contains(#""source":"invoice$4411""#))
    #expect(request.contains(#""data":{"amount":5}"#))
    #expect(request.contains("Idempotency-Key: 7-5\r\n"))
    let body = try #require(request.components(separatedBy: "\r\n\r\n").last)
    #expect(
      request.contains(
        "X-Triggertop-Signature: \(WebhookSignature.signature(of: Array(body.utf8), secret: "key"))\r\n"))
    // Whoever records it can't pass it off as sent today, or as another trigger's.
    let sent = try #require(request.firstMatch(of: /X-Triggertop-Time: (\d+)\r\n/).flatMap { Int($0.1) })
    #expect((began...time(nil)).contains(sent))
    let covered = Array("\(sent).7-5.\(body)".utf8)
    #expect(
      request.contains("X-Triggertop-Signature-2: \(WebhookSignature.signature(of: covered, secret: "key"))\r\n"))
  }

  @Test("leaves no open file behind, long before its time limit")
  func descriptors() async throws {
    let server = CannedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npaid\n", times: 300)
    let handler = try WebhookHandler(address: "http://127.0.0.1:\(server.port)/hook", timeLimit: .hours(1))
    let before = try openFiles()
    for _ in 1...300 { #expect(try await handler.run(context) == "paid") }
    // Other tests open files meanwhile, and close them; not one for each webhook.
    try await Patience.until { try openFiles() < before + 150 }
  }

  private func openFiles() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }

  @Test("signs with HMAC-SHA256 (RFC 4231, test case 2)")
  func signature() {
    #expect(
      WebhookSignature.signature(of: Array("what do ya want for nothing?".utf8), secret: "Jefe")
        == "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test("that does not answer in time is a failed try")
  func timeLimit() async {
    let server = CannedServer(answer: nil)
    await #expect { try await run(server, limit: .milliseconds(300)) } throws: {
      ($0 as? AttemptError)?.type == "Timeout"
    }
  }

  @Test("that nobody answers is a failed try that names host and port, and neither password nor path")
  func refused() async throws {
    let handler = try WebhookHandler(address: "http://user:hunter2@127.0.0.1:1/token", timeLimit: .seconds(5))
    await #expect { try await handler.run(context) } throws: {
      let error = $0 as? AttemptError
      return error?.type == "NoConnection"
        && error?.message.hasPrefix("127.0.0.1:1 refuses the connection, or is out of reach: Failed to connect") == true
        && error?.message.contains(/hunter2|token/) == false
    }
  }

  @Test(
    "that answers no HTTP, or not all of it, is a failed try that says so",
    arguments: [
      ("", "closed the connection before its answer was complete: Empty reply from server."),
      ("hello\n", "answered is no HTTP: Received HTTP/0.9 when not allowed."),
    ])
  func broken(answer: String, says: String) async {
    let server = CannedServer(answer: answer)
    await #expect { try await run(server) } throws: {
      let error = $0 as? AttemptError
      return error?.type == "NoAnswer" && error?.message.contains("127.0.0.1:\(server.port) \(says)") == true
    }
  }

  @Test("that speaks no TLS where it should is a failed try that says so")
  func noTLS() async throws {
    let server = CannedServer(answer: "HTTP/1.1 400 Bad Request\r\n\r\n")
    let handler = try WebhookHandler(address: "https://127.0.0.1:\(server.port)/", timeLimit: .seconds(10))
    await #expect { try await handler.run(context) } throws: {
      ($0 as? AttemptError)?.message.hasPrefix("TLS with 127.0.0.1:\(server.port) failed: ") == true
    }
  }

  @Test("whose answer has no end is cut at 64 KiB")
  func flood() async throws {
    let server = CannedServer(answer: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 300_000))
    #expect(try await run(server) == .text(String(repeating: "x", count: WebhookHandler.longestBody)))
  }

  @Test(
    "address that can't be used is refused with a sentence",
    arguments: ["", "pay", "ftp://host/x", "file:///etc/passwd", "https://", "http://host:99999/", "http://host:0/"])
  func badAddress(_ address: String) {
    #expect(throws: InvalidInput.self) { try WebhookHandler(address: address) }
  }

  @Test("secret that is empty is refused")
  func emptySecret() {
    #expect(throws: InvalidInput.self) { try WebhookHandler(address: "https://host/", secret: "") }
  }
}
