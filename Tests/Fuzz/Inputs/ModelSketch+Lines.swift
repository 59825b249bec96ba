extension ModelSketch {

  /// One line for each way in which an operator reads its inputs; those that read them as one of
  /// these does are not here.
  static let lines =
    elementwise + reductions + shapes + products + selections + windows + quantized + sequences

  private static let elementwise = [
    "Add f[2,3] f[3]", "Div j[2,3] j[2,3]", "Mod i[4] i[4]", "Mod f[4] f[4] | fmod=1",
    "Pow f[2,3] f[2,3]", "BitShift b[4] b[4] | direction=LEFT", "BitwiseAnd i[4] i[4]",
    "And o[2,3] o[3]", "Equal i[4] i[4]", "Relu f[2,3]", "Sqrt d[2,3]", "Cast f[6] | to=3",
    "Cast i[6] | to=11", "CastLike f[4] s[1]", "Clip f[6] f[]=0 f[]=6", "PRelu f[2,3,4] f[3,1]",
    "Where o[2,1] f[2,3] f[3]", "Gelu f[4] | approximate=tanh", "Shrink f[6] | lambd=0.5",
    "IsInf f[6]", "Max f[2,3] f[3] f[1]", "Mean f[2,3] f[3]", "Sum f[2,3] f[2,3]",
    "Dropout f[2,3]", "Round h[6]", "Celu f[4] | alpha=0.5", "LRN f[1,5,2,2] | size=3",
  ]

  private static let reductions = [
    "ReduceSum f[2,3,4] i[2]=0,2 | keepdims=0", "ReduceMean f[2,3,4] | axes=1,",
    "ReduceMax s[2,3] | keepdims=1", "ReduceProd i[2,3] | keepdims=1", "ReduceL2 f[2,3] i[1]=1",
    "ReduceLogSumExp f[2,3]", "ArgMax f[2,3,4] | axis=1 keepdims=0 select_last_index=1",
    "Softmax f[2,3,4] | axis=1", "LogSoftmax d[2,3] | axis=0", "Hardmax f[2,3] | axis=1",
    "CumSum f[2,3] i[]=1 | exclusive=1 reverse=1", "TopK>2 f[3,4] i[1]=2 | axis=1 largest=1",
    "LayerNormalization f[2,3,4] f[4] f[4] | axis=-1 epsilon=0.1",
    "RMSNormalization f[2,3,4] f[4] | axis=-1", "MeanVarianceNormalization f[2,3,4,5] | axes=0,2,3",
    "BatchNormalization f[2,3,4] f[3] f[3] f[3] f[3]=1,1,1",
    "InstanceNormalization f[2,3,4] f[3] f[3]",
    "GroupNormalization f[2,4,3] f[2] f[2] | num_groups=2",
    "NegativeLogLikelihoodLoss f[3,5] i[3]=0,1,2 | reduction=mean",
    "SoftmaxCrossEntropyLoss f[3,5] i[3]=0,1,2 | ignore_index=1",
  ]

  private static let shapes = [
    "Reshape f[2,3,4] i[2]=4,-1 | allowzero=0", "Reshape f[6] i[2]=2,3",
    "Flatten f[2,3,4] | axis=1",
    "Transpose f[2,3,4] | perm=2,0,1", "Squeeze f[2,1,3] i[1]=1", "Unsqueeze f[2,3] i[2]=0,3",
    "Expand f[2,1] i[3]=2,2,3", "Tile f[2,3] i[2]=2,1", "Concat f[2,3] f[2,3] | axis=1",
    "Split>2 f[4,3] i[2]=1,3 | axis=0", "Split>2 f[4,3] | axis=0 num_outputs=2",
    "Slice f[4,5] i[2]=0,1 i[2]=3,5 i[2]=0,1 i[2]=1,2", "Slice f[4,5] | starts=0, ends=2, axes=1,",
    "Pad f[2,3] i[4]=1,0,0,1 f[]=0 | mode=constant", "Pad f[4,4] i[4]=1,1,1,1 | mode=reflect",
    "Shape f[2,3,4] | start=1 end=3", "Size f[2,3]", "EyeLike f[3,4] | k=1 dtype=1",
    "ConstantOfShape i[2]=2,3", "Range i[]=0 i[]=5 i[]=2", "DepthToSpace f[1,8,2,2] | blocksize=2",
    "SpaceToDepth f[1,2,4,4] | blocksize=2", "Trilu f[3,4] i[]=1 | upper=1",
    "CenterCropPad f[4,5] i[2]=2,7", "Identity f[2,3]",
    "ReverseSequence f[4,3] i[3]=1,2,4 | batch_axis=1 time_axis=0",
  ]

  private static let products = [
    "MatMul f[2,3] f[3,4]", "MatMul f[2,1,3,4] f[5,4,2]",
    "Gemm f[2,3] f[4,3] f[4] | transB=1 alpha=0.5",
    "MatMulInteger b[2,3] s[3,4] b[] s[]", "Einsum f[2,3] f[3,4] | equation=ij,jk->ik",
    "Conv f[1,3,6,6] f[4,3,3,3] f[4] | pads=1,1,1,1 strides=2,2 dilations=1,1",
    "Conv f[1,4,7] f[4,2,3] | group=2 auto_pad=SAME_UPPER",
    "ConvInteger b[1,1,4,4] b[1,1,2,2] b[]", "Det f[3,3]",
    "ConvTranspose f[1,2,4,4] f[2,3,3,3] | strides=2,2 output_padding=1,1 pads=1,1,1,1",
  ]

  private static let selections = [
    "Gather f[4,3] i[2]=0,2 | axis=0", "GatherElements f[3,3] i[2,3]=0,1,2,0,1,2 | axis=0",
    "GatherND f[2,3,4] i[2,2]=0,1,1,2 | batch_dims=0", "Scatter f[3,3] i[1,3]=0,1,2 f[1,3]",
    "ScatterElements f[3,3] i[1,3]=0,1,2 f[1,3] | axis=0 reduction=add",
    "ScatterND i[4,3] i[2,1]=0,2 i[2,3] | reduction=max",
    "OneHot i[3]=0,1,2 i[]=4 f[2]=0,1 | axis=-1",
    "Compress f[3,4] o[3]=1,0,1 | axis=0", "NonZero f[2,3]", "Unique>4 f[5] | sorted=1",
    "NonMaxSuppression f[1,4,4] f[1,1,4] i[1]=2 f[1]=0 f[1]=0 | center_point_box=1",
  ]

  private static let windows = [
    "MaxPool>2 f[1,2,5,5] | kernel_shape=2,2 strides=2,2 ceil_mode=1 pads=0,0,1,1 storage_order=0",
    "AveragePool f[1,2,5,5] | kernel_shape=3,3 pads=1,1,1,1 count_include_pad=1 dilations=1,1",
    "GlobalAveragePool f[1,2,3,3]", "LpPool f[1,2,5,5] | kernel_shape=2,2 p=2",
    "Resize f[1,1,2,2] - f[4]=1,1,2,2 | mode=linear",
    "Resize f[1,1,4,4] - - i[4]=1,1,2,3 | mode=cubic cubic_coeff_a=-0.5",
    "Resize s[1,1,2,2] f[8]=0,0,0,0,1,1,1,1 - i[4]=1,1,5,5 | coordinate_transformation_mode=tf_crop_and_resize mode=nearest",
    "Upsample f[1,1,2,2] f[4]=1,1,2,2 | mode=nearest",
    "GridSample f[1,1,4,4] f[1,2,2,2] | mode=bilinear padding_mode=zeros",
    "RoiAlign f[1,1,4,4] f[1,4]=0,0,2,2 i[1]=0 | output_height=2 output_width=2",
    "HannWindow i[]=8 | periodic=1", "HammingWindow i[]=8", "BlackmanWindow i[]=8",
    "DFT f[1,8,1] | axis=1", "STFT f[1,16,1] i[]=4 f[8]",
  ]

  private static let quantized = [
    "QuantizeLinear f[2,3] f[]=1 b[]=0", "QuantizeLinear f[2,3] f[3]=1,2,3 s[3]=0,0,0 | axis=1",
    "DequantizeLinear s[2,3] f[]=1 s[]=0", "DequantizeLinear j[4] f[]=1",
    "DynamicQuantizeLinear>3 f[2,3]",
    "QLinearConv b[1,1,4,4] f[]=1 b[]=0 s[1,1,2,2] f[]=1 s[]=0 f[]=1 b[]=0 j[1]=3",
    "QLinearMatMul b[2,3] f[]=1 b[]=0 b[3,4] f[]=1 b[]=0 f[]=2 b[]=0",
    "ms:QLinearAdd b[4] f[]=1 b[]=0 b[4] f[]=1 b[]=0 f[]=1 b[]=0",
    "ms:QLinearSigmoid b[4] f[]=1 b[]=0 f[]=1 b[]=0",
    "ms:QLinearGlobalAveragePool b[1,2,3,3] f[]=1 b[]=0 f[]=1 b[]=0",
    "ms:QLinearConcat f[]=1 b[]=0 b[2,3] f[]=1 b[]=0 b[2,3] f[]=1 b[]=0 | axis=1",
    "ms:QGemm b[2,3] f[]=1 b[]=0 s[3,4] f[]=1 s[]=0 j[4]",
  ]

  private static let sequences = [
    "LSTM>3 f[3,2,4] f[1,12,4] f[1,12,3] f[1,24] j[2]=2,3 | hidden_size=3",
    "GRU>2 f[3,2,4] f[2,9,4] f[2,9,3] | hidden_size=3 direction=bidirectional linear_before_reset=1",
    "RNN>2 f[3,2,4] f[1,3,4] f[1,3,3] | hidden_size=3 direction=reverse layout=0",
    "SequenceConstruct f[2] f[3]", "SequenceEmpty", "SplitToSequence f[4,3] i[2]=2,2 | axis=0",
    "RotaryEmbedding f[1,2,4,4] f[4,2] f[4,2] i[1,4]=0,1,2,3",
  ]

}
