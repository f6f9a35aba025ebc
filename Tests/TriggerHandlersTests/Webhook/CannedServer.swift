import Dispatch
import Glibc

/// An HTTP server on a free port of this machine that answers requests, one after the other, with a given text.
final class CannedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let requests: AsyncStream<String>

  /// - Parameters:
  ///   - answer: the whole response, sent as it is; nil accepts and never answers.
  ///   - times: requests until nobody is answered any more.
  init(answer: String?, times: Int = 1) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    port = withUnsafeMutableBytes(of: &address) { bytes in
      guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        bind(listener, pointer, length) == 0, listen(listener, 1) == 0, getsockname(listener, pointer, &length) == 0
      else { return 0 }
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
    self.listener = listener
    let (requests, sink) = AsyncStream.makeStream(of: String.self)
    self.requests = requests
    DispatchQueue(label: "canned").async {
      defer { sink.finish() }
      for _ in 1...times {
        let connection = accept(listener, nil, nil)
        sink.yield(Self.readRequest(connection))
        guard let answer else { return }
        _ = answer.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        close(connection)
      }
    }
  }

  deinit { close(listener) }

  /// The first request, head and body.
  var request: String {
    get async { await requests.first { _ in true } ?? "" }
  }

  /// The first byte of a client that wants TLS.
  private static let tlsHandshake: UInt8 = 22

  /// Reads to the end of the head, then as much body as it announces.
  private static func readRequest(_ connection: Int32) -> String {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      if buffer[0] == tlsHandshake { return "" }
      text += String(decoding: buffer[..<count], as: UTF8.self)
      guard let head = text.firstRange(of: "\r\n\r\n") else { continue }
      let announced = text.firstMatch(of: /(?i)content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
      if text[head.upperBound...].utf8.count >= announced { return text }
    }
  }
}
