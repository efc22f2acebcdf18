// dropped webPanels "kept": {
//   "key": "kept",
//   "url": "/b,]"
// }
