import Foundation
import FoundationNetworking
import Testing

@testable import TriggerHandlers

@Suite("A webhook without an answer") struct WebhookFailureTests {
  private func message(
    _ address: String, _ code: URLError.Code, _ words: String, environment: [String: String] = [:]
  ) throws -> String {
    let address = try #require(URL(string: address))
    return WebhookFailure(address: address, timeLimit: .seconds(5), environment: environment).error(code, words).message
  }

  @Test("tells what happened, in libcurl's words after its own")
  func reasons() throws {
    #expect(try message("http://h/", .timedOut, "") == "h:80 did not answer within 5.0 seconds.")
    #expect(
      try message("http://h/", .cannotFindHost, "Could not resolve host: h")
        == "The host of h:80 is not found by its name: Could not resolve host: h.")
    #expect(
      try message("http://h/", .cannotConnectToHost, "Failed to connect to h port 80 after 3 ms: Couldn't connect")
        == "h:80 refuses the connection, or is out of reach: Failed to connect to h port 80: Couldn't connect.")
    #expect(
      try message("https://h/", .unknown, "SSL certificate problem: self-signed certificate")
        == "TLS with h:443 failed: SSL certificate problem: self-signed certificate.")
    #expect(
      try message("http://h/", .networkConnectionLost, "Recv failure: Connection reset by peer")
        == "h:80 closed the connection before its answer was complete: Recv failure: Connection reset by peer.")
    #expect(
      try message("http://h/", .unknown, "Send failure: Broken pipe ")
        == "The exchange with h:80 failed: Send failure: Broken pipe.")
    #expect(try message("http://h/", .unknown, "") == "The exchange with h:80 failed.")
  }

  @Test(
    "names the proxy beside the receiver, where libcurl goes through one",
    arguments: [
      ("http://h/", ["http_proxy": "http://user:hunter2@p:3128"], "h:80 (through the proxy p:3128)"),
      ("http://h/", ["HTTP_PROXY": "p:3128"], "h:80"),
      ("https://h/", ["http_proxy": "p:3128"], "h:443"),
      ("https://h/", ["HTTPS_PROXY": "https://p"], "h:443 (through the proxy p:443)"),
      ("https://h:8443/", ["ALL_PROXY": "p"], "h:8443 (through the proxy p:1080)"),
      ("http://h/", ["http_proxy": "", "all_proxy": "p:1"], "h:80"),
      ("http://h.shop.example/", ["http_proxy": "p:1", "no_proxy": "other, .shop.example"], "h.shop.example:80"),
      ("http://h/", ["http_proxy": "p:1", "NO_PROXY": "*"], "h:80"),
      (
        "http://myshop.example/", ["http_proxy": "p:1", "no_proxy": "shop.example"],
        "myshop.example:80 (through the proxy p:1)"
      ),
    ])
  func proxies(address: String, environment: [String: String], says: String) throws {
    let text = try message(address, .cannotConnectToHost, "", environment: environment)
    #expect(text == "\(says) refuses the connection, or is out of reach.")
  }

  @Test("names the host as an address would, and the port that its scheme means")
  func receivers() throws {
    #expect(try message("http://[::1]:81/", .timedOut, "").hasPrefix("[::1]:81 did"))
    #expect(try message("HTTPS://user:pass@h/token", .timedOut, "").hasPrefix("h:443 did"))
  }
}
