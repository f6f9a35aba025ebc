import Foundation
import Synchronization
import TriggerCore

/// A lock's value as redis-py makes it: `uuid1().hex`, in which the time and the machine of the holder can be read.
struct LockToken: Hashable, Sendable {
  /// 32 lower-case hex digits: time (low, mid, version and high), clock sequence with variant, node.
  let hex: String

  /// 100-nanosecond steps between 1582-10-15 and 2000-01-01, both 00:00 UTC.
  private static let gregorianOffset: UInt64 = 131_659_776_000_000_000

  init(hex: String) { self.hex = hex }

  init(time: UInt64, sequence: UInt16, node: UInt64) {
    let low = time & 0xffff_ffff
    let mid = time >> 32 & 0xffff
    let high = time >> 48 & 0x0fff | 0x1000
    let variant = UInt64(sequence & 0x3fff | 0x8000)
    hex = padded(low, 8) + padded(mid, 4) + padded(high, 4) + padded(variant, 4) + padded(node, 12)
  }

  /// A token that was never made before on this machine.
  static func fresh() -> LockToken {
    let now = UInt64(max(0, Instant.now.microseconds)) * 10 + gregorianOffset
    let time = lastTime.withLock { last in
      last = max(last + 1, now)
      return last
    }
    return LockToken(time: time, sequence: sequence, node: node)
  }

  /// When the holder took the lock, by its clock; nil where the token is no version-1 UUID.
  var since: Instant? {
    guard let fields, fields.high >> 12 == 1 else { return nil }
    let time = (fields.high & 0x0fff) << 48 | fields.mid << 32 | fields.low
    return Instant(microseconds: (Int64(time) - Int64(Self.gregorianOffset)) / 10)
  }

  /// The holder's network address, or the random number that stands for it.
  var nodeDigits: String? { fields.map { _ in String(hex.suffix(12)) } }

  /// Made on this machine, or in a container that shares its network.
  var isOfThisMachine: Bool { nodeDigits.map(Self.nodesHere.contains) ?? false }

  private var fields: (low: UInt64, mid: UInt64, high: UInt64)? {
    guard hex.utf8.count == 32, let low = UInt64(hex.prefix(8), radix: 16),
      let mid = UInt64(hex.dropFirst(8).prefix(4), radix: 16),
      let high = UInt64(hex.dropFirst(12).prefix(4), radix: 16),
      UInt64(hex.suffix(16), radix: 16) != nil
    else { return nil }
    return (low, mid, high)
  }

  private static let lastTime = Mutex<UInt64>(0)
  private static let sequence = UInt16.random(in: 0..<0x4000)

  /// This machine's network address, as Python's `getnode` finds it; a random multicast one where there is none.
  private static let node = addresses.first ?? (UInt64.random(in: 0..<1 << 48) | 1 << 40)

  private static let nodesHere = Set((addresses + [node]).map { padded($0, 12) })

  /// Of this machine's interfaces.
  private static let addresses: [UInt64] = {
    let interfaces = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/net")) ?? []
    return interfaces.sorted().compactMap { name in
      let text = try? String(contentsOfFile: "/sys/class/net/\(name)/address", encoding: .utf8)
      return text.flatMap { UInt64($0.filter(\.isHexDigit), radix: 16) }
    }.filter { $0 != 0 }
  }()
}

private func padded(_ value: UInt64, _ width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
