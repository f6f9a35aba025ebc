/// The binary format of one-dimensional arrays: dimensions, whether NULLs occur, element type, length, lower bound,
/// then each element behind its length, where −1 is NULL. An empty array has no dimension.
enum PostgresArray {
  static func encode<Element, Integer: FixedWidthInteger>(
    _ elements: [Element?], of type: PostgresType, into bytes: inout [UInt8], _ integer: (Element) -> Integer
  ) {
    begin(elements, of: type, into: &bytes)
    for element in elements {
      guard let element else {
        bytes.append(bigEndian: Int32(-1))
        continue
      }
      bytes.append(bigEndian: Int32(MemoryLayout<Integer>.size))
      bytes.append(bigEndian: integer(element))
    }
  }

  static func encode(_ elements: [String?], into bytes: inout [UInt8]) throws(PostgresError) {
    begin(elements, of: .text, into: &bytes)
    for element in elements {
      bytes.append(bigEndian: Int32(clamping: element?.utf8.count ?? -1))
      if let element { try bytes.append(text: element) }
    }
  }

  private static func begin<Element>(_ elements: [Element?], of type: PostgresType, into bytes: inout [UInt8]) {
    bytes.append(bigEndian: Int32(elements.isEmpty ? 0 : 1))
    bytes.append(bigEndian: Int32(elements.contains { $0 == nil } ? 1 : 0))
    bytes.append(bigEndian: type.number)
    guard !elements.isEmpty else { return }
    bytes.append(bigEndian: Int32(clamping: elements.count))
    bytes.append(bigEndian: Int32(1))
  }

  /// The elements with their type, or nil where the bytes are no array of at most one dimension.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> [PostgresField]? {
    var reader = BigEndianReader(bytes)
    guard let dimensions: Int32 = reader.next(), reader.next(Int32.self) != nil,
      let type: UInt32 = reader.next(), (0...1).contains(dimensions)
    else { return nil }
    guard dimensions == 1 else { return [] }
    guard let count: Int32 = reader.next(), count >= 0, reader.next(Int32.self) != nil else { return nil }
    var elements: [PostgresField] = []
    for _ in 0..<count {
      guard let length: Int32 = reader.next() else { return nil }
      if length < 0 {
        elements.append(PostgresField(type: PostgresType(number: type), bytes: nil))
      } else if let element = reader.next(bytes: Int(length)) {
        elements.append(PostgresField(type: PostgresType(number: type), bytes: element))
      } else {
        return nil
      }
    }
    return elements
  }
}

private struct BigEndianReader {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) {
    rest = bytes[...]
  }

  mutating func next<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) -> Integer? {
    next(bytes: MemoryLayout<Integer>.size).map { Integer(bigEndian: $0.loadUnaligned(as: Integer.self)) }
  }

  mutating func next(bytes count: Int) -> UnsafeRawBufferPointer? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
  }
}
