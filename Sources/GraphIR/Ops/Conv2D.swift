/// The convolution over two spatial axes.
public enum Conv2D {

  public static let keys = Convolution(rank: 2)
  public static let op = keys.op("nn.conv2d", "convolve `data` with `weight`")

}
