/// One received value in the binary format; valid only while its result lives.
struct PostgresField {
  let type: PostgresType
  /// Nil for NULL.
  let bytes: UnsafeRawBufferPointer?

  /// The bytes as a big-endian integer of exactly that width, or nil.
  func integer<Integer: FixedWidthInteger>(_: Integer.Type = Integer.self) -> Integer? {
    guard let bytes, bytes.count == MemoryLayout<Integer>.size else { return nil }
    return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
  }
}
