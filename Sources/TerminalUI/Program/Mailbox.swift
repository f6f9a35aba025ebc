import Synchronization

/// Where background work leaves messages for the program. Any thread may send.
///
/// Messages are handed to `update` in the order in which they were sent.
public final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let wake: @Sendable () -> Void

  /// - Parameter wake: Called from the sending thread when the first message lies waiting.
  init(wake: @escaping @Sendable () -> Void) {
    self.wake = wake
  }

  public func send(_ message: Message) {
    let isFirst = messages.withLock { messages in
      messages.append(message)
      return messages.count == 1
    }
    if isFirst { wake() }
  }

  /// Everything sent since it was last emptied.
  func drain() -> [Message] {
    messages.withLock { messages in
      defer { messages.removeAll(keepingCapacity: true) }
      return messages
    }
  }
}
