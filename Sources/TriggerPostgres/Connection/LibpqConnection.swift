import CPostgres
import Dispatch

/// Owns one libpq connection and closes it at the end of its life.
final class LibpqConnection: @unchecked Sendable {  // handed from the thread that opens it to one session; never shared
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQfinish(pointer)
  }

  var isAlive: Bool {
    PQstatus(pointer) == CONNECTION_OK
  }

  /// libpq's last message as it is; may have several lines.
  var lastMessage: String {
    PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
  }

  /// Asks the server to stop what this connection runs, without waiting for it.
  ///
  /// On a queue of its own, since `PQcancel` blocks for as long as the server does not answer.
  func requestCancellation() {
    guard let cancel = PQgetCancel(pointer) else { return }
    let request = CancellationRequest(pointer: cancel)
    DispatchQueue(label: "triggertop.postgres.cancel").async { request.send() }
  }
}

/// What `PQcancel` needs, apart from its connection.
private final class CancellationRequest: @unchecked Sendable {  // a PGcancel never changes; made for other threads
  private let pointer: OpaquePointer

  init(pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQfreeCancel(pointer)
  }

  func send() {
    var message = [CChar](repeating: 0, count: 256)
    // The answer is of no use: the connection is given up, whether the server listened or not.
    _ = PQcancel(pointer, &message, Int32(message.count))
  }
}
