extension String {
  /// As it stands in a list or a sentence, where nothing would be seen of an empty one.
  package var orEmptyMark: String { isEmpty ? "‹empty›" : self }
}
