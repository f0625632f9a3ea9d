/** A public copy of the published notebook, as its text, label vectors and printed figures identify it, at the commit that was read. */
export const NOTEBOOK_LINK =
  "https://github.com/ysilverman/pytorch-fine-tunning/blob/614bb2846aed5caff65bb61fd2d69a158c114d30/MNIST_Zero_error_rate__unsupervised_.ipynb";
